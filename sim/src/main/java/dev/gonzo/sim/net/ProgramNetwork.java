package dev.gonzo.sim.net;

import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The network of one program on a host: the sockets that it has opened, which the system closes
 * when it ends, however that is. Simulation's thread only.
 */
public final class ProgramNetwork {
  private final HostNetwork host;
  private final NetAnswers answers;
  private final Map<Long, SimulatedSocket> open = new TreeMap<>();

  ProgramNetwork(HostNetwork host) {
    this.host = host;
    this.answers = new NetAnswers(host, this);
  }

  /**
   * Answers a trap on a socket, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the answer, or the wait for it
   * @throws Exception the exception to throw in the task
   */
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return answers.answer(task, trap);
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
    return host.resolve(task, asked);
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
    return answers.sendFile(task, asked, files);
  }

  /** {@return how many sockets the program has open} */
  public int openSockets() {
    return open.size();
  }

  /** Closes all sockets, as the system does when a program ends. */
  public void closeAll() {
    for (SimulatedSocket socket : List.copyOf(open.values())) {
      socket.close();
    }
  }

  /** Forgets all sockets without closing them: the host has failed. */
  public void forgetAll() {
    open.clear();
  }

  /** Records that the program has opened a socket. */
  <S extends SimulatedSocket> S opened(S socket) {
    socket.isOpenIn(this);
    open.put(socket.number, socket);
    return socket;
  }

  void forget(SimulatedSocket socket) {
    open.remove(socket.number);
  }
}
