package dev.gonzo.cli.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The timeline in a real browser. */
@Tag("realTime")
class TimelineTest {
  private static final String NASTY = "</script><script>document.title='broken'</script><!--";

  @TempDir Path directory;
  private Browser browser;
  private Path trace;
  private Path page;

  @BeforeEach
  void open() throws IOException {
    browser = Browser.open(directory.resolve("profile"));
    trace = directory.resolve("the trace");
    page = directory.resolve("a page.html");
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private void keys(CharSequence... keys) {
    new Actions(browser.driver()).sendKeys(keys).perform();
    browser.run("");
  }

  private double span() {
    return ((Number) browser.value("view.to - view.from")).doubleValue();
  }

  private String text(String id) {
    return browser.driver().findElement(By.id(id)).getText();
  }

  @Test
  void twenty_hosts_are_shown_searched_and_zoomed() throws Exception {
    assertTrue(Histories.ring(trace, 20, 6, "end").failure().isEmpty());
    long events = Timeline.write(trace, page);
    browser.show(page);
    browser.run("");

    // The main program's host, twenty, and the world; closed, since there are many lanes.
    assertEquals("a history, seed 7", browser.driver().getTitle());
    assertEquals(22, browser.number("rows.length"));
    assertEquals(events, browser.number("count"));
    assertTrue(text("summary").startsWith("%,d events".formatted(events)), text("summary"));
    assertTrue(browser.paintedPixels() > 20_000);
    assertEquals(
        Files.readAllLines(trace).stream().filter(line -> line.contains("  gets packet ")).count(),
        browser.number("arrows.filter((arrow) => arrow.arrives).length"));

    // Hosts open and close by a click on their name, and all at once.
    long lanes = browser.number("data.labels.length");
    keys("e");
    assertEquals(lanes, browser.number("rows.length"));
    keys("c");
    assertEquals(22, browser.number("rows.length"));
    browser.run("");
    new Actions(browser.driver())
        .moveToElement(browser.driver().findElement(By.id("chart")))
        .perform();
    click(40, "yOf(rowOfHost[2]) + 10");
    assertEquals(22 + browser.number("lanesOfHost[2].length - 1"), browser.number("rows.length"));

    // The wheel and the keys zoom.
    double whole = span();
    new Actions(browser.driver())
        .scrollFromOrigin(
            org.openqa.selenium.interactions.WheelInput.ScrollOrigin.fromElement(
                browser.driver().findElement(By.id("chart"))),
            0,
            -400)
        .perform();
    browser.run("");
    assertTrue(span() < whole * 0.7, () -> whole + " to " + span());
    keys("0");
    assertEquals(whole, span());
    keys("+", "+");
    double zoomed = span();
    assertTrue(zoomed < whole / 2, () -> whole + " to " + zoomed);
    double from = ((Number) browser.value("view.from")).doubleValue();
    keys(Keys.ARROW_RIGHT);
    assertTrue(((Number) browser.value("view.from")).doubleValue() > from);
    keys("t");
    assertEquals(true, browser.value("view.byEvent"));
    keys("t");

    // The search finds the crash, and then what it has left on the disk.
    keys("0");
    long crashes =
        Files.readAllLines(trace).stream().filter(line -> line.contains("crashes")).count();
    keys("/");
    keys("CRASHES", Keys.ENTER);
    assertEquals("1 / " + crashes, text("found"));
    assertEquals("crashes", text("text"));
    assertTrue(text("facts").contains("host node0"), text("facts"));
    keys(Keys.ENTER);
    assertEquals("2 / " + crashes, text("found"));
    assertTrue(text("text").startsWith("disk: node0 crashes, "), text("text"));
    keys(Keys.ESCAPE);

    // A packet leads to its other end.
    browser.run("searchFor('gets packet'); search.at = -1; chosen = -1; stepFound(1)");
    String arrival = text("text");
    keys("p");
    assertTrue(text("text").startsWith("sends packet "), text("text"));
    keys("p");
    assertEquals(arrival, text("text"));
    browser.requireQuiet(page);
  }

  /** Clicks on the chart. */
  private void click(int x, String y) {
    browser.run(
        "for (const type of ['pointerdown', 'pointerup']) {"
            + "  const box = chart.getBoundingClientRect();"
            + "  try { chart.dispatchEvent(new PointerEvent(type, {pointerId: 1, bubbles: true,"
            + "    clientX: box.left + "
            + x
            + ", clientY: box.top + "
            + y
            + "})); } catch (none) {}"
            + "}");
  }

  @Test
  void a_click_shows_the_event_and_no_name_breaks_the_page() throws Exception {
    Files.writeString(
        trace,
        """
        # gonzo trace 1, seed 7, program &lt;%1$s.java
             1  0.000000000  %1$s  host  starts
             2  1.000000000  %1$s  %1$s#1  runs
             3  1.000000000  %1$s  %1$s#1  asks Sleep %1$s
             4  3.000000000  %1$s  %1$s#1  runs
        """
            .formatted(NASTY));
    assertEquals(4, Timeline.write(trace, page));
    browser.show(page);
    browser.run("");
    assertEquals("&lt;" + NASTY + ".java, seed 7", browser.driver().getTitle());
    assertEquals(2, browser.number("rows.length"));
    assertEquals(NASTY, browser.value("data.hosts[0]"));
    click(600, "yOf(rows[1]) + 8");
    assertEquals("asks Sleep " + NASTY, text("text"));
    assertTrue(text("facts").contains("event 3"), text("facts"));
    keys(".");
    assertEquals("runs", text("text"));
    assertTrue(text("facts").contains("event 4 at 3.000000000 s"), text("facts"));
    browser.requireQuiet(page);
  }

  @Test
  @Tag("slow")
  void a_hundred_thousand_events_are_shown() throws Exception {
    assertTrue(Histories.ring(trace, 20, 95, "end").failure().isEmpty());
    long events = Timeline.write(trace, page);
    assertTrue(events >= 100_000, () -> "only " + events);
    browser.show(page);
    browser.run("");
    assertEquals(events, browser.number("count"));
    assertTrue(browser.paintedPixels() > 50_000);
    keys("e");
    assertTrue(browser.number("rows.length") > 60);
    assertTrue(browser.paintedPixels() > 50_000);
    browser.run("searchFor('asks receive'); stepFound(-1); showFound()");
    assertFalse(text("found").startsWith("none"), text("found"));
    for (int i = 0; i < 20; i++) {
      keys("+");
    }
    assertTrue(span() < 1e9, () -> "still " + span());
    browser.requireQuiet(page);
  }
}
