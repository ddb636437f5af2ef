package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.OnCancel;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.event.Codec.RecordedHandle;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.ThreadPlaces;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waker;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A trap of each kind, with parts of each type. */
final class SampleTraps {
  private SampleTraps() {}

  /** The kinds of traps, found in the sealed interface. */
  static List<Class<?>> kinds() {
    return Stream.of(Trap.class.getPermittedSubclasses())
        .flatMap(group -> Stream.of(group.getPermittedSubclasses()))
        .<Class<?>>map(kind -> kind)
        .toList();
  }

  static Trap<?> of(Class<?> kind) throws Exception {
    RecordComponent[] components = kind.getRecordComponents();
    var values = new ArrayList<Object>();
    for (RecordComponent component : components) {
      values.add(value(component));
    }
    var constructor =
        kind.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    return (Trap<?>) constructor.newInstance(values.toArray());
  }

  private static Object value(RecordComponent component) throws Exception {
    Class<?> type = component.getType();
    String generic = component.getGenericType().getTypeName();
    if (type == Handle.class) {
      return new RecordedHandle(7);
    } else if (type == byte[].class) {
      return "0123456789".getBytes();
    } else if (type == int.class) {
      return 5;
    } else if (type == long.class) {
      return 6L;
    } else if (type == boolean.class) {
      return true;
    } else if (type == String.class) {
      return "text";
    } else if (type == Path.class) {
      return Path.of("/tmp/a b");
    } else if (type == Moment.class) {
      return new Moment(1_500_000_000);
    } else if (type == Cancelled.class) {
      return new Cancelled("a reason", "a requester");
    } else if (type == SocketAddress.class) {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 80);
    } else if (type == InetAddress.class) {
      return InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, 1});
    } else if (type == NetworkInterface.class) {
      return NetworkInterface.networkInterfaces().findFirst().orElseThrow();
    } else if (type == SocketOption.class) {
      return StandardSocketOptions.SO_RCVBUF;
    } else if (type == Map.class) {
      return Map.of(StandardSocketOptions.SO_RCVBUF, 1024, StandardSocketOptions.TCP_NODELAY, true);
    } else if (type == Set.class) {
      return generic.contains("WatchEvent")
          ? Set.of(StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE)
          : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    } else if (type == List.class) {
      if (generic.contains("ByteBuffer")) {
        return List.of(ByteBuffer.allocate(3), ByteBuffer.wrap("abcdef".getBytes()));
      }
      return generic.contains("FileAttribute")
          ? List.of(
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")))
          : List.of("one", "two");
    } else if (type == Class.class) {
      return PosixFileAttributes.class;
    } else if (type == Task.class) {
      return Gonzo.run(Kernels.of("nio"), () -> Task.current());
    } else if (type == Coroutine.class) {
      return Coroutine.of(() -> "result");
    } else if (type == WaitQueue.class) {
      return new WaitQueue();
    } else if (type == Waker.class) {
      return new Waker() {
        @Override
        public void wake() {}
      };
    } else if (type == Callable.class) {
      return (Callable<Object>) () -> "result";
    } else if (type == Function.class) {
      return (Function<byte[], Object>) bytes -> bytes.length;
    } else if (type == Consumer.class) {
      return (Consumer<Object>) late -> {};
    } else if (type == ThreadPlaces.class) {
      return null;
    } else if (type == OnCancel.class) {
      return OnCancel.WAIT;
    } else if (type == EnvironmentVariables.class) {
      return EnvironmentVariables.ours().with("PASSWORD", "geheim").with("A", "b");
    } else if (type == Redirection.class) {
      return new Redirection.ToFile(Path.of("/tmp/out"), true);
    } else if (type == Object.class) {
      return 4096;
    }
    throw new AssertionError("no sample of " + component + ": add one");
  }
}
