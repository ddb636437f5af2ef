package dev.gonzo.bridge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The options of the JDK's client sockets in tasks. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class SocketOptionsTest extends OnEachKernel {
  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  @Test
  void options_are_kept_until_there_is_a_socket_and_then_are_the_kernels() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket()) {
          assertThat(socket.getTcpNoDelay()).isFalse();
          assertThat(socket.getSoLinger()).isEqualTo(-1);
          socket.setTcpNoDelay(true);
          socket.setKeepAlive(true);
          socket.setReuseAddress(true);
          socket.setReceiveBufferSize(20_000);
          socket.setSendBufferSize(20_000);
          socket.setSoLinger(true, 3);
          socket.setTrafficClass(8);
          assertThat(socket.getTcpNoDelay()).isTrue();
          socket.connect(server.address());
          assertThat(socket.getTcpNoDelay()).isTrue();
          assertThat(socket.getKeepAlive()).isTrue();
          assertThat(socket.getReuseAddress()).isTrue();
          assertThat(socket.getReceiveBufferSize()).isGreaterThanOrEqualTo(20_000);
          assertThat(socket.getSendBufferSize()).isGreaterThanOrEqualTo(20_000);
          assertThat(socket.getSoLinger()).isEqualTo(3);
          assertThat(socket.getTrafficClass()).isEqualTo(8);
          socket.setSoLinger(false, 0);
          socket.setTcpNoDelay(false);
          socket.setTrafficClass(16);
          assertThat(socket.getSoLinger()).isEqualTo(-1);
          assertThat(socket.getTcpNoDelay()).isFalse();
          assertThat(socket.getTrafficClass()).isEqualTo(16);
          for (var option : socket.supportedOptions()) {
            assertThat((Object) socket.getOption(option)).as(option.name()).isNotNull();
          }
          write(socket, "hello");
          assertThat(read(socket, 5)).isEqualTo("hello");
        }
      });
    }
  }

  @Test
  void options_that_there_are_not_and_values_that_are_wrong_are_refused() throws IOException {
    try (var server = PlainServer.echo()) {
      run(() -> {
        try (var socket = new Socket(HERE, server.port())) {
          assertThatThrownBy(() -> socket.setOOBInline(true))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("urgent");
          assertThat(socket.getOOBInline()).isFalse();
          assertThatThrownBy(() -> socket.sendUrgentData(1))
              .isInstanceOf(SocketException.class)
              .hasMessage("Urgent data not supported");
          assertThatThrownBy(
                  () -> socket.setOption(java.net.StandardSocketOptions.SO_REUSEPORT, true))
              .isInstanceOf(UnsupportedOperationException.class);
          assertThatThrownBy(() -> socket.setOption(java.net.StandardSocketOptions.SO_SNDBUF, -1))
              .isInstanceOf(IllegalArgumentException.class);
        }
      });
    }
  }
}
