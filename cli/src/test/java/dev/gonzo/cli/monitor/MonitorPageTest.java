package dev.gonzo.cli.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.Cancelled;
import dev.gonzo.cli.history.Browser;
import dev.gonzo.monitor.client.MonitorClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The page of {@code gonzo monitor}, in a real browser, and what it refuses. */
@Tag("realTime")
@Timeout(300)
class MonitorPageTest {
  private static final int SLEEPERS = 5_000;

  @TempDir Path directory;
  private WatchedProgram program;
  private MonitorClient client;
  private Thread serving;
  private URI page;

  @BeforeEach
  void serve() throws Exception {
    Path socket = directory.resolve("socket");
    program = new WatchedProgram(socket, SLEEPERS);
    client = MonitorClient.connect(socket);
    var address = new CompletableFuture<String>();
    serving =
        Thread.ofPlatform()
            .start(() -> {
              try {
                MonitorPage.serve(client, 0, address::complete);
              } catch (IOException failure) {
                address.completeExceptionally(failure);
              } catch (Cancelled ended) {
                // By the test.
              }
            });
    page = URI.create(address.get());
  }

  @AfterEach
  void end() throws Exception {
    serving.interrupt();
    serving.join();
    client.close();
    program.close();
  }

  @Test
  void tasks_waits_and_turns_are_shown_and_no_name_breaks_the_page() throws Exception {
    try (var browser = Browser.open(directory.resolve("profile"))) {
      var driver = browser.driver();
      driver.get(page.toString());
      await(() -> browser.number("rows.length") > SLEEPERS);
      // The kernel that serves the page is in this JVM too. Only the rows in sight are elements.
      assertTrue(browser.number("document.querySelectorAll('.row').length") < 100);
      assertTrue(driver.findElement(By.id("summary")).getText().startsWith("2 kernels, 5,0"));
      String rows = driver.findElement(By.id("rows")).getText();
      assertTrue(rows.contains("<script>document.title='broken'</script><img src=x"), rows);
      assertTrue(rows.contains("\\n\\u001b[2J\\u202e\\u0000"), rows);
      assertTrue(rows.contains("waiter (daemon) suspended at WaitOn: Lock account"), rows);

      browser.run("id('filter').value = 'sleeper-77'; layOut()");
      assertEquals(2 + 11, browser.number("rows.length")); // 77, 770 to 779; and the kernels
      browser.run("id('filter').value = ''; layOut(); id('scroll').scrollTop = 1e9");
      await(
          () -> driver.findElement(By.id("rows")).getText().contains("sleeper-" + (SLEEPERS - 1)));

      browser.run(
          "id('scroll').scrollTop = 0; draw(); document.querySelectorAll('.row')[2].click()");
      await(() -> driver.findElement(By.id("stack")).getText().contains("Gonzo.sleep"));
      assertEquals("holder", driver.findElement(By.id("chosen")).getText());
      browser.run("id('close').click()");

      driver.findElement(By.id("tab-waits")).click();
      await(() -> !driver.findElements(By.cssSelector("#subjects tr")).isEmpty());
      String waits = driver.findElement(By.id("subjects")).getText();
      assertTrue(waits.contains("the end of task holder"), waits);
      assertTrue(waits.contains("Lock account <script>"), waits);

      driver.findElement(By.id("tab-turns")).click();
      await(() -> browser.number("hits.length") > 4);
      assertTrue(
          browser.number(
                  "[...followed.values()].flatMap((each) => Object.values(each.names))"
                      + ".filter((name) => name === 'ticker').length")
              > 0);

      assertTrue(String.valueOf(driver.getTitle()).startsWith("gonzo monitor "));
      assertEquals(
          0, browser.number("document.querySelectorAll('#rows script, #rows img').length"));
      assertEquals("[]", browser.complaints());

      // Tasks that wait for each other are a circle. In one step: the next look replaces the tasks.
      String circle =
          String.valueOf(
              browser.value(
                  "(() => { const kernel = [...kernels.values()][0];"
                      + " const named = (name) =>"
                      + "   [...kernel.tasks.values()].find((each) => each.name === name);"
                      + " named('holder').holders = [named('waiter').id]; showWaits();"
                      + " return id('cycles').textContent })()"));
      assertTrue(circle.contains("→"), circle);

      program.close();
      await(() -> driver.findElement(By.id("summary")).getText().contains("is gone"));
    }
  }

  private static void await(BooleanSupplier shown) throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!shown.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it does not appear");
      Thread.sleep(20);
    }
  }

  /** The status of a request that a browser would not let a page make. */
  private String status(String method, String path, String... headers) throws IOException {
    var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nconnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("\r\n");
    if (method.equals("POST")) {
      boolean isLong = request.indexOf("content-length: 70000") > 0;
      request.append("{}").append(isLong ? " ".repeat(70_000 - 2) : "");
    }
    try (var socket = new Socket("127.0.0.1", page.getPort())) {
      socket.getOutputStream().write(request.toString().getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertFalse(
          answer.toLowerCase(java.util.Locale.ROOT).contains("access-control-allow"), answer);
      return answer.split(" ", 3)[1];
    }
  }

  @Test
  void requests_of_other_pages_and_users_are_refused() throws IOException {
    String secret = page.getPath();
    String host = "host: 127.0.0.1:" + page.getPort();
    String origin = "origin: http://127.0.0.1:" + page.getPort();
    String json = "content-type: application/json";
    String two = "content-length: 2";
    assertEquals("200", status("GET", secret, host));
    assertEquals("200", status("GET", secret + "tree.js", host));
    assertEquals("200", status("GET", secret, "host: localhost:" + page.getPort()));
    // DNS rebinding: the browser is made to connect here for a foreign name.
    assertEquals("421", status("GET", secret, "host: evil.example:" + page.getPort()));
    assertEquals("421", status("GET", secret, "host: 127.0.0.1"));
    assertEquals("421", status("POST", secret + "ask", "host: evil.example", json, two));
    // Without the secret, or with another.
    assertEquals("403", status("GET", "/", host));
    assertEquals("403", status("GET", "/" + "0".repeat(48) + "/", host));
    assertEquals("403", status("GET", "/monitor.js", host));
    assertEquals("403", status("GET", secret.substring(0, secret.length() - 1), host));
    // From another site's page, though it has the address.
    assertEquals("403", status("GET", secret, host, "sec-fetch-site: cross-site"));
    assertEquals(
        "403", status("POST", secret + "ask", host, "origin: http://evil.example", json, two));
    assertEquals("403", status("POST", secret + "ask", host, "origin: null", json, two));
    assertEquals("415", status("POST", secret + "ask", host, "content-type: text/plain", two));
    assertEquals("404", status("GET", secret + "ask", host));
    assertEquals("404", status("GET", secret + "../MonitorPage.class", host));
    assertEquals("404", status("DELETE", secret, host));
    assertEquals("200", status("POST", secret + "ask", host, origin, json, two));
    assertEquals("413", status("POST", secret + "ask", host, json, "content-length: 70000"));
  }
}
