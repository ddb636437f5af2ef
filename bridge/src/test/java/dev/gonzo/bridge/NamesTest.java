package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV4;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV4_FIRST;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV6;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV6_FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The look-ups of names in tasks. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class NamesTest extends OnEachKernel {
  private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress SIX = InetAddress.ofLiteral("::1");

  @Test
  void a_name_is_looked_up_by_a_trap_each_time() throws Exception {
    run(() -> {
      for (int i = 0; i < 3; i++) {
        InetAddress found = InetAddress.getByName("four.gonzo.test");
        assertThat(found).isEqualTo(FOUR);
        assertThat(found.getHostName()).isEqualTo("four.gonzo.test");
      }
      assertThat(InetAddress.getByName("127.0.0.1")).isEqualTo(FOUR);
      assertThat(made(Resolve.class)).isEqualTo(3);
      assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
    });
  }

  @Test
  void outside_of_tasks_names_are_looked_up_as_ever() throws Exception {
    assertThat(InetAddress.getByName("only-here.gonzo.test")).isEqualTo(FOUR);
    assertThat(new InetSocketAddress("nowhere.gonzo.test", 1).isUnresolved()).isTrue();
  }

  @Test
  void all_addresses_come_in_the_order_of_the_jdk() throws Exception {
    run(() -> assertThat(InetAddress.getAllByName("both.gonzo.test")).containsExactly(FOUR, SIX));
  }

  @Test
  void a_policy_selects_the_families_and_their_order() {
    List<InetAddress> found = List.of(SIX, FOUR);
    assertThat(TaskResolver.wanted(found, IPV4)).containsExactly(FOUR);
    assertThat(TaskResolver.wanted(found, IPV6)).containsExactly(SIX);
    assertThat(TaskResolver.wanted(found, IPV4 | IPV6)).containsExactly(SIX, FOUR);
    assertThat(TaskResolver.wanted(found, IPV4 | IPV6 | IPV4_FIRST)).containsExactly(FOUR, SIX);
    assertThat(TaskResolver.wanted(List.of(FOUR, SIX), IPV4 | IPV6 | IPV6_FIRST))
        .containsExactly(SIX, FOUR);
  }

  @Test
  void a_name_that_there_is_not_is_unknown_each_time() {
    run(() -> {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> InetAddress.getByName("unknown.gonzo.test"))
            .isInstanceOf(UnknownHostException.class);
      }
      assertThat(new InetSocketAddress("unknown.gonzo.test", 1).isUnresolved()).isTrue();
    });
    assertThat(made(Resolve.class)).isEqualTo(3);
  }

  @Test
  void tasks_that_look_up_the_same_slow_name_wait_without_holding_up_each_other() throws Exception {
    TestNames.hold();
    try {
      run(() -> {
        Task<InetAddress> first = spawn(() -> InetAddress.getByName(TestNames.SLOW));
        Task<InetAddress> second = spawn(() -> InetAddress.getByName(TestNames.SLOW));
        awaitWaiting(first, Resolve.class);
        awaitWaiting(second, Resolve.class);
        TestNames.answer();
        assertThat(first.join()).isEqualTo(FOUR);
        assertThat(second.join()).isEqualTo(FOUR);
      });
    } finally {
      TestNames.answer();
    }
  }

  @Test
  void a_cancelled_task_does_not_wait_for_its_name_and_others_find_it() throws Exception {
    TestNames.hold();
    try {
      run(() -> {
        Task<InetAddress> cancelled = spawn(() -> InetAddress.getByName(TestNames.SLOW));
        awaitWaiting(cancelled, Resolve.class);
        cancelled.cancel();
        assertThat(cancelled.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
        TestNames.answer();
        yieldNow();
        assertThat(InetAddress.getByName(TestNames.SLOW)).isEqualTo(FOUR);
      });
    } finally {
      TestNames.answer();
    }
  }

  @Test
  void the_name_of_an_address_is_found_in_a_thread_of_the_kernel() throws Exception {
    run(() -> {
      InetAddress nine = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
      assertThat(nine.getHostName()).isEqualTo("nine.gonzo.test");
    });
    assertThat(made(RunInThread.class)).isEqualTo(1);
    assertThat(made(Resolve.class)).isEqualTo(1);
  }

  @Test
  void a_socket_connects_to_a_name() throws Exception {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket("four.gonzo.test", server.port())) {
          assertThat(socket.getInetAddress().getHostName()).isEqualTo("four.gonzo.test");
          socket.getOutputStream().write(1);
          assertThat(socket.getInputStream().read()).isEqualTo(1);
        }
      });
    }
    assertThat(made(Resolve.class)).isEqualTo(1);
  }
}
