package dev.gonzo.netty;

import dev.gonzo.tck.MatrixPage;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;

@Order(Integer.MAX_VALUE) // the last: it knows what ran before
class NettyMatrixPageTest extends MatrixPage {
  NettyMatrixPageTest() {
    super(Path.of("../docs/kernels.md"));
  }
}
