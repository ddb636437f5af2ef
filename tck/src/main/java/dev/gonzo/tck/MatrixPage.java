package dev.gonzo.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Checks that a page shows the current results of the kit's chapters on each kernel. Extended in
 * each module whose tests extend chapters, and the last test to run there: it knows what ran in
 * this JVM, and ignores the columns of other kernels. So the subclass needs an
 * {@code @Order(Integer.MAX_VALUE)} (JUnit ignores that of a superclass), and the module a {@code
 * junit-platform.properties}:
 *
 * <pre>
 * junit.jupiter.testclass.order.default=org.junit.jupiter.api.ClassOrderer$OrderAnnotation
 * </pre>
 *
 * <p>{@code -Dgonzo.matrix.update=true} writes the results into the page, for review.
 */
public abstract class MatrixPage {
  private static final Pattern TABLE =
      Pattern.compile("(?s)(<!-- matrix: [^\n]*-->\n\n)(.*?)(\n\n<!-- end of the matrix -->)");

  private final Path page;

  /**
   * Creates the check.
   *
   * @param page a Markdown file with a line {@code <!-- matrix: ... -->} above the table and one
   *     {@code <!-- end of the matrix -->} below
   */
  protected MatrixPage(Path page) {
    this.page = page;
  }

  @Test
  void the_page_shows_how_each_chapter_went_on_each_kernel() throws IOException {
    String text = Files.readString(page);
    Matcher place = TABLE.matcher(text);
    assertThat(place.find()).as("%s has a place for the matrix", page).isTrue();
    MatrixTable shown = MatrixTable.read("chapter", place.group(2));
    // A run of only some tests does not have the results of the others.
    boolean whole = System.getProperty("test") == null;
    var went = Matrix.verdicts();
    if (Boolean.getBoolean("gonzo.matrix.update")) {
      shown.replace(went, whole);
      Files.writeString(
          page,
          place.replaceFirst(Matcher.quoteReplacement(place.group(1) + shown + place.group(3))));
      return;
    }
    went.forEach((column, chapters) -> {
      chapters.forEach((chapter, verdict) ->
          assertThat(shown.verdict(column, chapter))
              .as("%s on %s, in %s; -Dgonzo.matrix.update=true updates it", chapter, column, page)
              .isEqualTo(verdict));
      if (whole) {
        assertThat(shown.chapters(column))
            .as("the chapters on %s, in %s", column, page)
            .containsExactlyElementsOf(chapters.keySet());
      }
    });
  }
}
