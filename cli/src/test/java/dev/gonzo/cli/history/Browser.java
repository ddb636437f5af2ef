package dev.gonzo.cli.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen. */
public final class Browser implements AutoCloseable {
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts it; skips the test if it is not installed. */
  public static Browser open(Path profile) {
    Optional<Path> chromedriver = program("chromedriver");
    Optional<Path> chromium = program("chromium");
    assumeTrue(
        chromedriver.isPresent() && chromium.isPresent(),
        "there is no chromium: install the packages chromium and chromium-driver");
    // Otherwise Selenium would look for one, and download it.
    System.setProperty("webdriver.chrome.driver", chromedriver.get().toString());
    var options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // root has none
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--user-data-dir=" + profile);
    var wanted = new LoggingPreferences();
    wanted.enable(LogType.BROWSER, Level.ALL);
    wanted.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", wanted);
    var browser = new Browser(new ChromeDriver(options));
    browser.driver.manage().window().setSize(new Dimension(1_400, 900));
    return browser;
  }

  private static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public ChromeDriver driver() {
    return driver;
  }

  public void show(Path page) {
    driver.get(page.toUri().toString());
  }

  /** Evaluates an expression on the page. */
  public Object value(String expression) {
    Object value = driver.executeScript("return " + expression);
    if (value == null) {
      throw new AssertionError("there is no value of " + expression);
    }
    return value;
  }

  public long number(String expression) {
    return ((Number) value(expression)).longValue();
  }

  /** Does something on the page, and lets it draw that. */
  public void run(String script) {
    Object _ =
        driver.executeAsyncScript(
            script
                + "; const done = arguments[0];"
                + "requestAnimationFrame(() => requestAnimationFrame(done))");
  }

  /** How many pixels of the chart are not of the colour that most have. */
  public long paintedPixels() {
    return number(
        """
        (() => {
          const copy = document.createElement('canvas');
          copy.width = chart.width;
          copy.height = chart.height;
          const pen = copy.getContext('2d', { willReadFrequently: true });
          pen.drawImage(chart, 0, 0);
          const pixels = new Uint32Array(pen.getImageData(0, 0, chart.width, chart.height).data.buffer);
          const counts = new Map();
          pixels.forEach((each) => counts.set(each, (counts.get(each) || 0) + 1));
          return pixels.length - Math.max(...counts.values());
        })()\
        """);
  }

  /** {@return what was said on the console since the last call} */
  public String complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().toString();
  }

  /** Nothing was said on the console, and nothing was asked of a network. */
  public void requireQuiet(Path page) {
    assertEquals(List.of(), driver.manage().logs().get(LogType.BROWSER).getAll());
    List<String> requests =
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
            .map(entry -> entry.getMessage())
            .filter(message -> message.contains("\"Network.requestWillBeSent\""))
            // Those of the page that the browser begins with do not matter.
            .filter(message -> message.contains("\"documentURL\":\"" + page.toUri()))
            .filter(message -> !message.contains("\"url\":\"data:"))
            .filter(message -> !message.contains("\"url\":\"" + page.toUri()))
            .toList();
    assertEquals(List.of(), requests);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
