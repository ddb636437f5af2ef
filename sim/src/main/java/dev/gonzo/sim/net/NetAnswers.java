package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.JoinGroup;
import dev.gonzo.trap.NetTrap.LeaveGroup;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.RemoteAddress;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.NetTrap.SetOption;
import dev.gonzo.trap.NetTrap.ShutdownOutput;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Answers the traps on the sockets of one host. */
final class NetAnswers {
  private final HostNetwork host;
  private final ProgramNetwork program;
  private final Connections connections;
  private final Datagrams datagrams;
  private final Transfers transfers = new Transfers();

  NetAnswers(HostNetwork host, ProgramNetwork program) {
    this.host = host;
    this.program = program;
    connections = new Connections(host, program);
    datagrams = new Datagrams(host, program);
  }

  @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return switch (trap) {
      case Receive asked -> transfers.receive.run(task, asked, stream(asked.socket()));
      case Send asked -> transfers.send.run(task, asked, stream(asked.socket()));
      case Accept asked -> connections.accept.run(task, asked, listener(asked.listener()));
      case Close asked -> close(own(asked.handle()));
      case Connect asked -> connections.connect(task, asked);
      case Listen asked -> connections.listen(asked);
      case ShutdownOutput asked -> Connections.shutOutput(stream(asked.socket()));
      case LocalAddress asked -> localAddress(own(asked.handle()));
      case RemoteAddress asked -> remoteAddress(own(asked.socket()));
      case ReceiveScattered asked ->
          transfers.receiveScattered.run(task, asked, stream(asked.socket()));
      case SendGathered asked -> transfers.sendGathered.run(task, asked, stream(asked.socket()));
      case SendFile asked -> throw new UnsupportedTrapException(host.name(), asked);
      case ReceiveFrom asked -> datagrams.receive.run(task, asked, datagrams(asked.socket()));
      case SendTo asked -> datagrams.send(task, asked, datagrams(asked.socket()));
      case OpenDatagrams asked -> datagrams.open(asked);
      case OpenPair _ -> connections.openPair();
      case JoinGroup asked -> Datagrams.join(datagrams(asked.socket()), asked.group(), asked.by());
      case LeaveGroup asked ->
          Datagrams.leave(datagrams(asked.socket()), asked.group(), asked.by());
      case SetOption asked -> Options.set(own(asked.handle()), asked.option(), asked.value());
      case GetOption<?> asked -> Options.get(own(asked.handle()), asked.option());
      case Resolve asked -> host.resolve(task, asked);
    };
  }

  Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers files) throws Exception {
    return transfers.sendFile(task, asked, stream(asked.socket()), files);
  }

  private static @Nullable Object close(SimulatedSocket socket) {
    socket.close();
    return null;
  }

  private static SocketAddress localAddress(SimulatedSocket socket) throws IOException {
    socket.requireOpen();
    return socket.local();
  }

  private static SocketAddress remoteAddress(SimulatedSocket socket) {
    SocketAddress remote =
        switch (socket) {
          case StreamSocket stream -> stream.remote();
          case DatagramSocket datagrams -> datagrams.remote();
          default -> null;
        };
    if (remote == null) {
      throw new IllegalArgumentException("only a connected socket has an address of the peer");
    }
    return remote;
  }

  // ---------------------------------------------------------------- handles

  private SimulatedSocket own(Handle handle) {
    if (handle instanceof SimulatedSocket socket && socket.isOf(program)) {
      return socket;
    }
    throw WrongHandle.ofAnotherKernel();
  }

  private StreamSocket stream(Handle handle) {
    return switch (own(handle)) {
      case StreamSocket stream -> stream;
      case DatagramSocket _ -> throw WrongHandle.datagrams();
      default -> throw WrongHandle.listener();
    };
  }

  private ListeningSocket<?> listener(Handle handle) {
    if (own(handle) instanceof ListeningSocket<?> listener) {
      return listener;
    }
    throw WrongHandle.connection();
  }

  private DatagramSocket datagrams(Handle handle) {
    if (own(handle) instanceof DatagramSocket datagrams) {
      return datagrams;
    }
    throw WrongHandle.noDatagrams();
  }
}
