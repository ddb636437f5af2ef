package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A window whose tasks run on the event dispatch thread, on a virtual screen. */
@Tag("realTime")
class SwingDownloadTest {
  private static final int LEFT = 20;
  private static final int RIGHT = 400;

  @TempDir private Path directory;

  @Test
  void all_bars_move_side_by_side_while_the_window_is_painted() throws Exception {
    String screen = program("xvfb-run");
    assumeTrue(screen != null, "there is no xvfb-run: install the package xvfb");
    Path picture = directory.resolve("window.png");
    // With debug, each step checks that the event dispatch thread holds no monitor.
    try (var window =
        Example.run(
            List.of(screen, "-a"),
            List.of("-Dgonzo.debug=true"),
            "SwingDownload.java",
            picture.toString())) {
      assertThat(window.rest())
          .contains("the picture is in " + picture)
          .contains("all 5 files are here")
          .hasLineCount(2);
      assertThat(window.exitStatus()).isZero();
    }
    List<Integer> lengths = lengths(ImageIO.read(picture.toFile()));
    assertThat(lengths).hasSize(5);
    // The screenshot was taken when the slowest download was half done; the first one is the
    // fastest.
    assertThat(lengths.getLast()).isBetween(150, 300);
    assertThat(lengths.getFirst()).isGreaterThan(lengths.getLast());
    assertThat(lengths).isSortedAccordingTo((one, other) -> other - one);
  }

  /** The progress of each bar in pixels; the bars are below each other, in one column. */
  private static List<Integer> lengths(BufferedImage image) {
    var lengths = new ArrayList<Integer>();
    boolean inside = false;
    for (int y = 0; y < image.getHeight(); y++) {
      boolean bar = isFilled(image.getRGB(LEFT, y));
      if (bar && !inside) {
        int end = LEFT;
        // Two lines below its upper edge, where it has no text.
        while (end < RIGHT && isFilled(image.getRGB(end, y + 2))) {
          end++;
        }
        lengths.add(end - LEFT);
      }
      inside = bar;
    }
    return lengths;
  }

  /** Whether a pixel is bluish; the rest of the window is grey and white. */
  private static boolean isFilled(int rgb) {
    int red = rgb >> 16 & 0xff;
    int blue = rgb & 0xff;
    return blue - red > 20;
  }

  private static String program(String name) {
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(directory, name);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return null;
  }
}
