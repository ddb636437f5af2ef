package dev.gonzo.sim.net;

import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.sim.net.Packet.Datagram;
import dev.gonzo.sim.net.Packet.Segment;
import dev.gonzo.sim.net.Packet.Unreachable;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Subject;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.PeerCredentials;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The network of one simulated host: its addresses, its sockets, and the answers to the traps on
 * them. It outlives the programs of the host, which use it one after the other. Simulation's thread
 * only.
 */
public final class HostNetwork {
  /** Its place in the order in which the hosts were added. */
  final long number;

  private final Network network;
  private final String name;
  private final Subject about;
  private final HostAddresses addresses;
  private final PeerCredentials credentials;
  private final TcpStack tcp;
  private final UdpStack udp;
  private final UnixSockets unix;
  private final Draws lookups;
  private final ProgramNetwork first;
  private boolean isUp = true;
  private long crashes;

  HostNetwork(
      Network network,
      long number,
      String name,
      HostAddresses addresses,
      SocketFiles files,
      PeerCredentials credentials) {
    this.network = network;
    this.number = number;
    this.name = name;
    this.about = Subject.of(name, Subject.PACKET);
    this.addresses = addresses;
    this.credentials = credentials;
    tcp = new TcpStack(this, ports("tcp"));
    udp = new UdpStack(this, ports("udp"));
    unix = new UnixSockets(files);
    lookups = network.draws("lookups of " + name);
    first = program();
  }

  private Ports ports(String protocol) {
    Draws draws = network.draws(protocol + " ports of " + name);
    return new Ports(network.agenda(), draws.below(Ports.choices()));
  }

  /** {@return the name of the host} */
  public String name() {
    return name;
  }

  /** {@return the addresses of the host besides the loopback addresses} */
  public List<InetAddress> ownAddresses() {
    return addresses.own();
  }

  /** {@return the network of one more program of the host, which has sockets of its own} */
  public ProgramNetwork program() {
    return new ProgramNetwork(this);
  }

  /**
   * Answers a trap on a socket of the only program, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the answer, or the wait for it
   * @throws Exception the exception to throw in the task
   */
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return first.answer(task, trap);
  }

  /**
   * Finds the addresses of a host, on the task's own stack.
   *
   * @param task the task
   * @param asked the trap
   * @return the answer, or the wait for it
   * @throws Exception the exception to throw in the task
   */
  public Object resolve(LoopTask<?> task, Resolve asked) throws Exception {
    return network.names().resolve(task, asked, network.agenda(), lookups);
  }

  /**
   * Sends part of a file, on the task's own stack.
   *
   * @param task the task
   * @param asked the trap
   * @param files reads the file
   * @return how many bytes were sent
   * @throws Exception the exception to throw in the task
   */
  public Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers files) throws Exception {
    return first.sendFile(task, asked, files);
  }

  /** {@return how many sockets the only program has open} */
  public int openSockets() {
    return first.openSockets();
  }

  /** Closes all sockets of the only program, as the system does when it ends. */
  public void closeAll() {
    first.closeAll();
  }

  /**
   * Lets the host fail: no socket is closed, and no packet is sent any more. Packets for it are
   * lost until it is started again.
   */
  public void crash() {
    isUp = false;
    crashes++;
    first.forgetAll();
    tcp.clear();
    udp.clear();
    unix.clear();
  }

  /** Lets the host come back without any socket: it refuses the packets of old connections. */
  public void start() {
    isUp = true;
  }

  // ---------------------------------------------------------------- for its sockets

  boolean isUp() {
    return isUp;
  }

  /** Adds a line on a packet to the trace. */
  void note(Supplier<String> event) {
    network.journal().note(about, event);
  }

  void arrive(Packet packet) {
    if (!isUp) {
      return;
    }
    switch (packet) {
      case Segment segment -> tcp.arrive(segment);
      case Datagram datagram -> udp.arrive(datagram);
      case Unreachable report when report.ofDatagram() -> udp.unreachable(report);
      case Unreachable report -> tcp.unreachable(report);
    }
  }

  /** How often it has failed. */
  long crashes() {
    return crashes;
  }

  Network network() {
    return network;
  }

  HostAddresses addresses() {
    return addresses;
  }

  PeerCredentials credentials() {
    return credentials;
  }

  TcpStack tcp() {
    return tcp;
  }

  UdpStack udp() {
    return udp;
  }

  UnixSockets unix() {
    return unix;
  }

  @Override
  public String toString() {
    return name;
  }
}
