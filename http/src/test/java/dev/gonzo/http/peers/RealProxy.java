package dev.gonzo.http.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy in front of a server of ours. It listens on a file, and logs what it passes on. */
abstract sealed class RealProxy implements AutoCloseable {
  private final PeerProgram program;
  private final Path place;

  private RealProxy(PeerProgram program, Path place) throws Exception {
    this.program = program;
    this.place = place;
    while (!accepts()) {
      if (!program.isAlive()) {
        throw new AssertionError("it does not start; it said:\n" + program.rest());
      }
      Thread.sleep(5);
    }
  }

  /** Whether it listens: the file is there a moment earlier. */
  private boolean accepts() {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(place))) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The requests that it has passed on and that were answered with 200, in order. It ends. */
  abstract List<Seen> answered() throws Exception;

  final PeerProgram program() {
    return program;
  }

  /**
   * Sends requests on a connection of their own, and returns what comes back. The last request asks
   * for the end of the connection: a proxy may drop the requests behind a half-closed one.
   */
  final String request(String bytes) throws IOException {
    return talk(bytes, false);
  }

  /** Sends bytes and the end of input on a connection of their own, and waits for its end. */
  final void feed(String bytes) throws IOException {
    String _ = talk(bytes, true);
  }

  private String talk(String bytes, boolean endsInput) throws IOException {
    var response = new StringBuilder();
    var buffer = ByteBuffer.allocate(65_536);
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(place))) {
      try {
        channel.write(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)));
        if (endsInput) {
          channel.shutdownOutput();
        }
        while (channel.read(buffer) >= 0) {
          response.append(ISO_8859_1.decode(buffer.flip()));
          buffer.clear();
        }
      } catch (IOException closed) {
        // It reads no more after what it has refused.
      }
    }
    return response.toString();
  }

  @Override
  public final void close() {
    program.close();
  }

  /** The most widespread one. */
  static final class Nginx extends RealProxy {
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+) (\\S+) (.*)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9A-F]{2})");

    private final Path log;

    private Nginx(PeerProgram program, Path place, Path log) throws Exception {
      super(program, place);
      this.log = log;
    }

    static Nginx start(Path directory, int port) throws Exception {
      Path place = directory.resolve("nginx");
      Path log = directory.resolve("log");
      Path configuration = directory.resolve("nginx.conf");
      Files.writeString(
          configuration,
          """
          daemon off;
          master_process off;
          pid %1$s/pid;
          error_log /dev/null;
          events { worker_connections 100; }
          http {
            log_format seen '$request_method $request_uri $upstream_status $request_body';
            access_log %1$s/log seen;
            client_body_temp_path %1$s/bodies;
            proxy_temp_path %1$s/proxied;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            client_body_in_single_buffer on;
            client_body_buffer_size 64k;
            lingering_close off;
            upstream ours { server 127.0.0.1:%2$d; keepalive 4; }
            server {
              listen unix:%1$s/nginx;
              location / {
                proxy_pass http://ours;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host ours;
                proxy_ignore_client_abort on;
              }
            }
          }
          """
              .formatted(directory, port));
      return new Nginx(
          PeerProgram.start("nginx", "-c", configuration.toString(), "-p", directory.toString()),
          place,
          log);
    }

    @Override
    List<Seen> answered() throws Exception {
      program().terminate();
      var _ = program().exitStatus();
      return Files.readAllLines(log, ISO_8859_1).stream()
          .map(LINE::matcher)
          .filter(line -> line.matches() && line.group(3).equals("200"))
          .map(line -> new Seen(line.group(1), target(line.group(2)), decoded(line.group(4))))
          .toList();
    }

    /** It logs an absolute target without its origin, and so may leave out the slash. */
    private static String target(String logged) {
      String target = decoded(logged);
      return target.startsWith("?") ? "/" + target : target;
    }

    private static String decoded(String body) {
      return body.equals("-")
          ? ""
          : ESCAPE
              .matcher(body)
              .replaceAll(hex -> Matcher.quoteReplacement(character(hex.group(1))));
    }

    private static String character(String hex) {
      return "" + (char) HexFormat.fromHexDigits(hex);
    }
  }

  /** The one with a reputation for strictness. */
  static final class HaProxy extends RealProxy {
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+) ours 200 (\\S+)");

    private HaProxy(PeerProgram program, Path place) throws Exception {
      super(program, place);
    }

    static HaProxy start(Path directory, int port) throws Exception {
      Path place = directory.resolve("haproxy");
      Path configuration = directory.resolve("haproxy.conf");
      Files.writeString(
          configuration,
          """
          global
            log stdout len 65535 format raw local0
            tune.bufsize 65536
          defaults
            mode http
            log global
            log-format "%%HM %%[var(txn.target)] %%s %%ST %%[var(txn.body)]"
            option http-buffer-request
            timeout client 2s
            timeout server 10s
            timeout connect 10s
            timeout http-request 2s
          frontend here
            bind unix@%s
            http-request set-var(txn.target) pathq,hex
            http-request set-var(txn.body) req.body,hex
            default_backend there
          backend there
            http-reuse always
            server ours 127.0.0.1:%d
          """
              .formatted(place, port));
      return new HaProxy(
          PeerProgram.start("haproxy", "-db", "-f", configuration.toString()), place);
    }

    @Override
    List<Seen> answered() throws Exception {
      program().terminate();
      return program()
          .rest()
          .lines()
          .map(LINE::matcher)
          .filter(line -> line.matches())
          .map(line -> new Seen(line.group(1), target(line.group(2)), decoded(line.group(3))))
          .toList();
    }

    /** A target that is no path is logged as if it were empty. */
    private static String target(String logged) {
      String target = decoded(logged);
      return target.isEmpty() ? "*" : target;
    }

    private static String decoded(String hex) {
      return hex.equals("-") ? "" : new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }
  }
}
