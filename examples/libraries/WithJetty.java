// The servlet container Jetty with a kernel beside it: servlets call the kernel, and SIGTERM drains
// both.
//   jetty=12.0.22
//   for artifact in org.eclipse.jetty.ee10:jetty-ee10-servlet:$jetty \
//       org.eclipse.jetty:jetty-{http,io,security,server,session,util}:$jetty \
//       jakarta.servlet:jakarta.servlet-api:6.0.0 org.slf4j:slf4j-api:2.0.17; do
//     mvn -q dependency:copy -Dartifact=$artifact -DoutputDirectory=lib
//   done
//   GONZO_CLASSPATH='lib/*' ./gonzo run examples/libraries/WithJetty.java
//   curl -d $'one\ntwo' http://127.0.0.1:8080/ ; curl http://127.0.0.1:8080/

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.*;

import dev.gonzo.*;
import jakarta.servlet.http.*;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.*;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
  var kernel = EmbeddedKernel.start();

  var server = new Server();
  var connector = new ServerConnector(server);
  connector.setHost("127.0.0.1");
  connector.setPort(port);
  // How long a client may pause in its request while Jetty stops; by default one second.
  connector.setShutdownIdleTimeout(ofSeconds(30).toMillis());
  server.addConnector(connector);
  var servlets = new ServletContextHandler("/");
  servlets.addServlet(new ServletHolder(new Lengths(kernel.entryPoint())), "/");
  server.setHandler(new GracefulHandler(servlets));
  // SIGTERM starts the JVM's shutdown, in which Jetty stops: it refuses new connections, and waits
  // for the requests in flight, which need the kernel. So the kernel is stopped after it.
  server.setStopAtShutdown(true);
  server.setStopTimeout(ofMinutes(1).toMillis());
  server.addEventListener(
      new LifeCycle.Listener() {
        @Override
        public void lifeCycleStopped(LifeCycle stopped) {
          IO.println("Jetty has stopped");
          kernel.stop(ofSeconds(10));
          IO.println("the kernel has stopped");
        }
      });
  server.start();
  IO.println("listening on http://127.0.0.1:" + connector.getLocalPort());
  server.join();
}

/** Replies with the lengths of the lines in the request. */
class Lengths extends HttpServlet {
  private final transient EntryPoint kernel;

  Lengths(EntryPoint kernel) {
    this.kernel = kernel;
  }

  /** Blocks the thread of the request for each line, until the kernel has handled it. */
  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var lengths = new StringBuilder();
    for (String line; (line = request.getReader().readLine()) != null; ) {
      String text = line;
      lengths.append(kernel.<Integer, RuntimeException>call(() -> length(text))).append('\n');
      IO.println("measured " + line);
    }
    response.getWriter().print(lengths);
  }

  /** Blocks no thread: the end of the task completes the request. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    var async = request.startAsync();
    var _ =
        kernel
            .submit(() -> "send lines by POST\n".repeat(length(" ")))
            .whenComplete((text, failure) -> {
              try {
                if (failure == null) response.getWriter().print(text);
                else response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
              } catch (IOException gone) {
                IO.println("the client has gone: " + gone);
              } finally {
                async.complete();
              }
            });
  }

  /** The work of a task, which may wait for a long time. */
  private static int length(String line) {
    sleep(ofMillis(1));
    return line.length();
  }
}
