package dev.gonzo.kernel.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.trap.AcceptRefusedException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class SocketFailuresTest {
  private final InetSocketAddress address =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 25000);

  @Test
  void a_taken_port_says_what_to_do() {
    assertThat(SocketFailures.listening(address, -ErrorNumber.EADDRINUSE))
        .isExactlyInstanceOf(BindException.class)
        .hasMessage(
            "cannot listen on 127.0.0.1:25000: address already in use (EADDRINUSE);"
                + " stop the program that uses it, or choose another port");
  }

  @Test
  void a_refused_connection_says_what_to_do() {
    assertThat(SocketFailures.connecting(address, ErrorNumber.ECONNREFUSED))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessage(
            "cannot connect to 127.0.0.1:25000: connection refused (ECONNREFUSED);"
                + " no server listens there: start it, or check host and port");
  }

  @Test
  void an_accept_that_may_succeed_later_says_so() {
    for (int later : new int[] {ErrorNumber.ENOMEM, ErrorNumber.ENOBUFS, ErrorNumber.EPERM}) {
      assertThat(SocketFailures.accepting(-later)).isInstanceOf(AcceptRefusedException.class);
    }
    assertThat(SocketFailures.accepting(-ErrorNumber.EMFILE))
        .isInstanceOf(TooManyOpenFilesException.class);
    assertThat(SocketFailures.accepting(-ErrorNumber.EBADF))
        .isExactlyInstanceOf(SocketException.class);
  }

  @Test
  void each_error_is_the_kind_that_the_jdk_has_for_it() {
    assertThat(SocketFailures.listening(address, -ErrorNumber.EADDRNOTAVAIL))
        .isExactlyInstanceOf(BindException.class);
    assertThat(SocketFailures.listening(address, -ErrorNumber.EACCES))
        .isExactlyInstanceOf(BindException.class);
    assertThat(SocketFailures.listening(address, -ErrorNumber.EMFILE))
        .isExactlyInstanceOf(TooManyOpenFilesException.class)
        .hasMessageContaining("ulimit -n");
    assertThat(SocketFailures.connecting(address, -ErrorNumber.ETIMEDOUT))
        .isExactlyInstanceOf(ConnectException.class);
    assertThat(SocketFailures.connecting(address, -ErrorNumber.EADDRNOTAVAIL))
        .isExactlyInstanceOf(BindException.class);
    assertThat(SocketFailures.connecting(address, -ErrorNumber.EHOSTUNREACH))
        .isExactlyInstanceOf(NoRouteToHostException.class);
    assertThat(SocketFailures.portUnreachable(address))
        .isExactlyInstanceOf(PortUnreachableException.class);
    assertThat(SocketFailures.during("receive", -ErrorNumber.EPROTO))
        .isExactlyInstanceOf(ProtocolException.class);
    for (int reason :
        new int[] {
          ErrorNumber.ECONNRESET,
          ErrorNumber.EPIPE,
          ErrorNumber.ETIMEDOUT,
          ErrorNumber.EAFNOSUPPORT,
          ErrorNumber.EBADF
        }) {
      assertThat(SocketFailures.during("receive from 127.0.0.1:25000", -reason))
          .isExactlyInstanceOf(SocketException.class)
          .hasMessageStartingWith(
              "cannot receive from 127.0.0.1:25000: " + ErrorNumber.text(reason));
    }
  }

  @Test
  void error_numbers_have_names_and_unknown_ones_are_no_fault() throws Exception {
    for (var field : ErrorNumber.class.getFields()) {
      assertThat(ErrorNumber.name(-field.getInt(null))).isEqualTo(field.getName());
    }
    assertThat(ErrorNumber.meaning(ErrorNumber.EAGAIN))
        .isEqualTo("resource temporarily unavailable");
    assertThat(ErrorNumber.text(4711)).isEqualTo("unknown error (error 4711)");
  }
}
