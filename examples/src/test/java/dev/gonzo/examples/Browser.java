package dev.gonzo.examples;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;

/** Debian's Chromium without a screen. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts it; skips the test if it is not installed. */
  static Browser open(Path profile) {
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
    return new Browser(new ChromeDriver(options));
  }

  private static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Shows a page in a window of its own, and returns the window. */
  String show(String address) {
    driver.switchTo().newWindow(WindowType.WINDOW);
    driver.get(address);
    return driver.getWindowHandle();
  }

  /** Types a line into the field of a window. */
  void type(String window, String line) {
    driver.switchTo().window(window);
    driver.findElement(By.tagName("input")).sendKeys(line, Keys.ENTER);
  }

  /** The items of the list in a window, once there are as many. */
  List<String> items(String window, int count) {
    driver.switchTo().window(window);
    await().atMost(PATIENCE).until(() -> driver.findElements(By.tagName("li")).size() >= count);
    return driver.findElements(By.tagName("li")).stream().map(WebElement::getText).toList();
  }

  /** The number of elements of a kind in a window. */
  int count(String window, String tag) {
    driver.switchTo().window(window);
    return driver.findElements(By.tagName(tag)).size();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
