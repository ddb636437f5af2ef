package dev.gonzo.netty;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.SocketOptionsPage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

class NettySocketOptionsPageTest extends SocketOptionsPage {
  NettySocketOptionsPageTest() {
    super(Path.of("../docs/kernels.md"));
  }

  @Override
  protected Map<String, Kernel> kernels() {
    return Loops.all()
        .collect(
            Collectors.toMap(
                loops -> "netty-" + loops.name().toLowerCase(Locale.ROOT).replace("io_", ""),
                Loops::kernel));
  }
}
