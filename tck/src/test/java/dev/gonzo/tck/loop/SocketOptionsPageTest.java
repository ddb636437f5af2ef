package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.tck.SocketOptionsPage;
import java.nio.file.Path;
import java.util.Map;

class SocketOptionsPageTest extends SocketOptionsPage {
  SocketOptionsPageTest() {
    super(Path.of("../docs/kernels.md"));
  }

  @Override
  protected Map<String, Kernel> kernels() {
    return Map.of(
        "epoll", Drivers.EPOLL.kernel(),
        "uring", Drivers.URING.kernel(),
        "nio", Drivers.NIO.kernel());
  }
}
