package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples that have a page, in a real browser. */
@Timeout(300)
@Tag("realTime")
class BrowserTest {
  @TempDir private Path directory;

  @Test
  void two_windows_chat_with_each_other_and_what_they_write_is_no_html() throws Exception {
    try (var browser = Browser.open(directory.resolve("profile"));
        var server = Example.run("WebChat.java", "0")) {
      String address = "http://127.0.0.1:" + server.port() + "/";
      String ann = browser.show(address);
      browser.type(ann, "ann");
      assertThat(browser.items(ann, 1)).containsExactly("ann is here");
      String bob = browser.show(address);
      browser.type(bob, "<b>bob</b>");
      assertThat(browser.items(bob, 1)).containsExactly("<b>bob</b> is here");
      browser.type(bob, "<img src=x onerror=alert(1)> gr\u00fc\u00df dich");
      browser.type(ann, "hello");
      assertThat(browser.items(ann, 4))
          .containsExactly(
              "ann is here",
              "<b>bob</b> is here",
              "<b>bob</b>: <img src=x onerror=alert(1)> gr\u00fc\u00df dich",
              "ann: hello");
      assertThat(browser.items(bob, 3)).endsWith("ann: hello");
      assertThat(browser.count(ann, "b") + browser.count(ann, "img")).isZero();
      server.terminate();
      assertThat(browser.items(ann, 5)).endsWith("The connection is closed.");
      assertThat(server.exitStatus()).isEqualTo(128 + 15);
    }
  }

  @Test
  void prices_come_by_themselves() throws Exception {
    try (var browser = Browser.open(directory.resolve("profile"));
        var server = Example.run("Ticker.java", "0")) {
      String window = browser.show("http://127.0.0.1:" + server.port() + "/");
      assertThat(browser.items(window, 3)).allMatch(price -> price.matches("[0-9]+"));
    }
  }
}
