package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.RegularFile;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host without network and disk. */
final class NoHostDevices implements HostDevices, FileAnswers {
  @Override
  public boolean support(Class<?> group) {
    return false;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) {
    throw unsupported(trap);
  }

  @Override
  public @Nullable Object resolve(LoopTask<?> task, Resolve trap) throws UnknownHostException {
    if (trap.host().equals("localhost")) {
      return List.of(InetAddress.ofLiteral("127.0.0.1"));
    }
    try {
      return List.of(InetAddress.ofLiteral(trap.host()));
    } catch (IllegalArgumentException aName) {
      throw new UnknownHostException(trap.host() + ": this host has no network");
    }
  }

  @Override
  public Long sendFile(LoopTask<?> task, SendFile trap) {
    throw unsupported(trap);
  }

  @Override
  public FileAnswers files(ThreadAnswers threads) {
    return this;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap) {
    throw unsupported(trap);
  }

  @Override
  public @Nullable RegularFile regular(Handle handle) {
    return null;
  }

  @Override
  public void release(RegularFile file) {}

  @Override
  public long copy(
      LoopTask<?> task, Trap<?> trap, RegularFile file, int descriptor, long position, long count) {
    throw unsupported(trap);
  }

  private static UnsupportedTrapException unsupported(Trap<?> trap) {
    return new UnsupportedTrapException("sim", trap);
  }

  @Override
  public List<String> open() {
    return List.of();
  }

  @Override
  public void crash() {}

  @Override
  public void close() {}
}
