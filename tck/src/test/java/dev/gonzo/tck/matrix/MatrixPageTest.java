package dev.gonzo.tck.matrix;

import dev.gonzo.tck.MatrixPage;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;

@Order(Integer.MAX_VALUE) // the last: it knows what ran before
class MatrixPageTest extends MatrixPage {
  MatrixPageTest() {
    super(Path.of("../docs/kernels.md"));
  }
}
