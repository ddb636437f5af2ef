package dev.gonzo.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Checks that a page shows which socket options each kernel supports, on Linux. Extended in each
 * module that has kernels; it tries them, and ignores the columns of other kernels.
 *
 * <p>{@code -Dgonzo.matrix.update=true} writes the results into the page, for review.
 */
public abstract class SocketOptionsPage {
  private static final Pattern TABLE =
      Pattern.compile(
          "(?s)(<!-- socket options: [^\n]*-->\n\n)(.*?)(\n\n<!-- end of the socket options -->)");

  private final Path page;

  /**
   * Creates the check.
   *
   * @param page a Markdown file with a line {@code <!-- socket options: ... -->} above the table
   *     and one {@code <!-- end of the socket options -->} below
   */
  protected SocketOptionsPage(Path page) {
    this.page = page;
  }

  /** {@return a new kernel for each column of the table} */
  protected abstract Map<String, Kernel> kernels();

  @EnabledOnOs(OS.LINUX)
  @Test
  void the_page_shows_which_kernel_supports_which_option_of_which_socket() throws Exception {
    String text = Files.readString(page);
    Matcher place = TABLE.matcher(text);
    assertThat(place.find()).as("%s has a place for the socket options", page).isTrue();
    MatrixTable shown = MatrixTable.read("option", place.group(2));
    var found = new TreeMap<String, Map<String, String>>();
    for (Map.Entry<String, Kernel> kernel : kernels().entrySet()) {
      found.put(kernel.getKey(), Gonzo.run(kernel.getValue(), SocketOptionsProbe::supported));
    }
    if (Boolean.getBoolean("gonzo.matrix.update")) {
      shown.replace(found, true);
      write(place, shown);
      return;
    }
    found.forEach((kernel, options) -> {
      assertThat(shown.chapters(kernel))
          .as("the options for %s, in %s; -Dgonzo.matrix.update=true updates it", kernel, page)
          .containsExactlyElementsOf(options.keySet());
      options.forEach((option, kinds) ->
          assertThat(shown.verdict(kernel, option))
              .as("%s on %s, in %s; -Dgonzo.matrix.update=true updates it", option, kernel, page)
              .isEqualTo(kinds));
    });
  }

  private void write(Matcher place, MatrixTable table) throws IOException {
    Files.writeString(
        page,
        place.replaceFirst(Matcher.quoteReplacement(place.group(1) + table + place.group(3))));
  }
}
