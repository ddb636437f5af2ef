package dev.gonzo.sim;

import dev.gonzo.tck.MatrixPage;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;

@Order(Integer.MAX_VALUE) // the last: it knows what ran before
class SimMatrixPageTest extends MatrixPage {
  SimMatrixPageTest() {
    super(Path.of("../docs/kernels.md"));
  }
}
