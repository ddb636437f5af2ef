package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.bridge.Bridge;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import unmodified.SmallHttp;
import unmodified.SmallPostgres;

/** Libraries that know nothing of Gonzo, on a simulated network, by the bridge. */
@Tag("realTime")
class UnmodifiedSocketsTest {
  private static final String SERVER = "server";
  private static final int PORT = 7000;
  private static final int TEN_MINUTES = 600_000;

  private final Simulation simulation = Simulation.ofSeed(1);
  private final SimulatedNetwork network = simulation.network();

  @BeforeAll
  static void install() {
    Bridge.install();
  }

  private Host server(AsyncRunnable<?> program) {
    network.conditions(NetworkConditions.good().withLatency(ofMillis(10)));
    return simulation.host(SERVER, program);
  }

  private Host http() {
    return server(() -> SmallHttp.serve(SERVER));
  }

  private Host postgres() {
    return server(() -> SmallPostgres.serve(SERVER));
  }

  private Ending<?> check(AsyncRunnable<Exception> program) {
    Ending<?> ending = simulation.run(program);
    var _ = ending.<RuntimeException>valueOrThrow();
    return ending;
  }

  private static Duration now() {
    return Moment.now().sinceOrigin();
  }

  private void cutOffFor(Host server, Duration time) {
    network.partition(List.of(simulation.main()), List.of(server));
    sleep(time);
    network.heal();
  }

  // ---------------------------------------------------------------- HttpURLConnection

  @Test
  void a_request_over_http_goes_on_when_a_partition_is_over() {
    Host server = http();
    Ending<?> ending =
        check(() -> {
          assertThat(SmallHttp.get(SmallHttp.open(SERVER, "/before"))).isEqualTo("/before");
          network.partition(List.of(simulation.main()), List.of(server));
          Task<String> request = spawn(() -> SmallHttp.get(SmallHttp.open(SERVER, "/meanwhile")));
          sleep(ofSeconds(20));
          assertThat(request.outcome()).isEmpty();
          network.heal();
          assertThat(request.join()).isEqualTo("/meanwhile");
          assertThat(now()).isBetween(ofSeconds(20), ofMinutes(1));
        });
    assertThat(ending.faults())
        .hasEntrySatisfying("network: packet cut off", count -> assertThat(count).isPositive());
  }

  @Test
  void a_request_that_is_not_answered_times_out_in_simulated_time() {
    var _ = http();
    check(() -> {
      var request = SmallHttp.open(SERVER, "/never");
      request.setReadTimeout(TEN_MINUTES);
      assertThatThrownBy(() -> SmallHttp.get(request)).isInstanceOf(SocketTimeoutException.class);
      assertThat(now()).isBetween(ofMinutes(10), ofMinutes(10).plusSeconds(1));
    });
  }

  @Test
  void a_request_to_a_host_that_is_cut_off_ends_with_its_connect_timeout() {
    Host server = http();
    check(() -> {
      network.partition(List.of(simulation.main()), List.of(server));
      var request = SmallHttp.open(SERVER, "/");
      request.setConnectTimeout(5_000);
      assertThatThrownBy(() -> SmallHttp.get(request)).isInstanceOf(SocketTimeoutException.class);
      assertThat(now()).isEqualTo(ofSeconds(5));
    });
  }

  // ---------------------------------------------------------------- the JDBC driver

  private static Connection connect(String parameters) throws SQLException {
    return DriverManager.getConnection(SmallPostgres.url(SERVER, parameters));
  }

  private static int number(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select number")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  @Test
  void a_statement_goes_on_when_a_partition_is_over() {
    Host server = postgres();
    check(() -> {
      try (var connection = connect("")) {
        assertThat(number(connection)).isEqualTo(1);
        network.partition(List.of(simulation.main()), List.of(server));
        Task<Integer> statement = spawn(() -> number(connection));
        sleep(ofSeconds(20));
        assertThat(statement.outcome()).isEmpty();
        network.heal();
        assertThat(statement.join()).isEqualTo(2);
        assertThat(now()).isBetween(ofSeconds(20), ofMinutes(1));
      }
    });
  }

  @Test
  void a_statement_that_is_cut_off_times_out_and_the_next_connection_works() {
    Host server = postgres();
    check(() -> {
      try (var connection = connect("&socketTimeout=600")) {
        Task<Void> cut =
            spawn(() -> {
              cutOffFor(server, ofMinutes(11));
              return null;
            });
        yieldNow();
        assertThatThrownBy(() -> number(connection))
            .isInstanceOf(SQLException.class)
            .hasRootCauseInstanceOf(dev.gonzo.Cancelled.class)
            .hasStackTraceContaining(SocketTimeoutException.class.getName());
        assertThat(now()).isBetween(ofMinutes(10), ofMinutes(10).plusSeconds(1));
        assertThat(connection.isClosed()).isTrue();
        cut.join();
      }
      try (var connection = connect("&connectTimeout=5")) {
        assertThat(number(connection)).isEqualTo(1);
      }
    });
  }

  @Test
  void a_crash_of_the_database_breaks_its_connections_and_not_the_next_ones() {
    Host server = postgres();
    check(() -> {
      try (var connection = connect("")) {
        assertThat(number(connection)).isEqualTo(1);
        server.crash();
        assertThatThrownBy(() -> connect("&connectTimeout=5")).isInstanceOf(SQLException.class);
        server.restart();
        assertThatThrownBy(() -> number(connection))
            .isInstanceOf(SQLException.class)
            .extracting(failure -> ((SQLException) failure).getSQLState())
            .isEqualTo("08006");
      }
      try (var connection = connect("")) {
        assertThat(number(connection)).isEqualTo(1);
      }
    });
  }

  // ---------------------------------------------------------------- sockets

  private Host silent() {
    return server(() -> Tcp.serve(SERVER, PORT, client -> client.read(new byte[1])));
  }

  @Test
  void a_read_times_out_in_simulated_time_and_can_be_tried_again() {
    var _ = silent();
    check(() -> {
      try (var socket = new Socket(SERVER, PORT)) {
        socket.setSoTimeout(TEN_MINUTES);
        Duration connected = now();
        var input = socket.getInputStream();
        for (int attempt = 1; attempt <= 2; attempt++) {
          assertThatThrownBy(input::read).isInstanceOf(SocketTimeoutException.class);
          assertThat(now()).isEqualTo(connected.plus(ofMinutes(10).multipliedBy(attempt)));
        }
      }
    });
  }

  @Test
  void a_crash_of_the_server_resets_a_connection_once_the_server_is_back() {
    Host server = silent();
    check(() -> {
      try (var socket = new Socket(SERVER, PORT)) {
        server.crash();
        socket.getOutputStream().write(1); // in vain, which the client does not know yet
        sleep(ofSeconds(1));
        server.restart();
        assertThatThrownBy(socket.getInputStream()::read)
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
      }
    });
  }

  @Test
  void the_outcomes_of_connecting_are_those_of_the_simulated_network() {
    Host server = silent();
    check(() -> {
      assertThatThrownBy(() -> new Socket(SERVER, PORT + 1)).isInstanceOf(ConnectException.class);
      network.refuse(simulation.main(), server);
      assertThatThrownBy(() -> new Socket(SERVER, PORT)).isInstanceOf(NoRouteToHostException.class);
      network.heal();
      server.crash();
      try (var socket = new Socket()) {
        assertThatThrownBy(() -> socket.connect(new InetSocketAddress(SERVER, PORT), 1_000))
            .isInstanceOf(SocketTimeoutException.class);
      }
    });
  }

  @Test
  void a_server_of_the_jdk_serves_on_a_simulated_host() {
    var _ =
        server(() -> {
          try (var listening = new ServerSocket(PORT)) {
            while (true) {
              try (var client = listening.accept()) {
                client.getOutputStream().write(client.getInputStream().read() + 1);
              }
            }
          }
        });
    check(() -> {
      try (var socket = connectPatiently()) {
        socket.writeAll(new byte[] {41});
        var answer = new byte[1];
        assertThat(socket.read(answer)).isEqualTo(1);
        assertThat(answer[0]).isEqualTo((byte) 42);
      }
    });
  }

  /** The server may begin to listen later, as the seed decides. */
  private static dev.gonzo.net.Socket connectPatiently() throws IOException {
    while (true) {
      try {
        return Tcp.connect(SERVER, PORT);
      } catch (ConnectException early) {
        sleep(ofMillis(1));
      }
    }
  }

  // ---------------------------------------------------------------- names

  @Test
  void names_are_those_of_the_simulated_network() {
    Host server = silent();
    check(() -> {
      assertThat(InetAddress.getByName(SERVER)).isEqualTo(server.address());
      assertThatThrownBy(() -> InetAddress.getByName("unknown"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("unknown");
      InetAddress other = InetAddress.ofLiteral("10.9.9.9");
      network.name(SERVER, List.of(other));
      assertThat(InetAddress.getByName(SERVER)).isEqualTo(other);
      network.removeName(SERVER);
      assertThatThrownBy(() -> InetAddress.getByName(SERVER))
          .isInstanceOf(UnknownHostException.class);
    });
  }

  @Test
  void looking_up_a_name_takes_simulated_time() {
    Host server = silent();
    network.lookupsTake(ofSeconds(3), ofSeconds(3));
    check(() -> {
      assertThat(InetAddress.getAllByName(SERVER)).containsExactly(server.address());
      assertThat(now()).isEqualTo(ofSeconds(3));
    });
  }
}
