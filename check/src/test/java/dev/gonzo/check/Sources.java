package dev.gonzo.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Async;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles sources with the plug-in, which javac finds by itself. A line that ends in {@code //!
 * NAME} has that fault.
 */
final class Sources {
  private static final String IMPORTS =
      "import static dev.gonzo.Gonzo.*; import static java.time.Duration.*; import dev.gonzo.*;"
          + " import java.util.*; import java.util.concurrent.*; ";
  private static final Pattern LABEL = Pattern.compile("\\[(gonzo[a-z:-]*)] ");
  private static final Pattern EXPECTED = Pattern.compile("//! ([a-z-]+)(?: ([a-z-]+))?$");

  private Sources() {}

  /** Where the compiled classes of Gonzo are. */
  static Path gonzo() {
    try {
      return Path.of(Async.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Checks that a file has exactly the faults that its lines say. */
  static void check(String source) {
    var expected = new ArrayList<String>();
    int number = 0;
    for (String line : source.lines().toList()) {
      number++;
      Matcher fault = EXPECTED.matcher(line);
      if (fault.find()) {
        expected.add(number + " gonzo:" + fault.group(1));
        if (fault.group(2) != null) {
          expected.add(number + " gonzo:" + fault.group(2));
        }
      }
    }
    List<Message> found = compile(List.of(), List.of(), source);
    assertThat(found.stream().map(each -> each.line + " " + each.label))
        .as("%s", found)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /** A message of the plug-in. */
  record Message(long line, long column, Diagnostic.Kind kind, String label, String text) {}

  /** The messages for a file; it must have no error of its own. */
  static List<Message> compile(String source) {
    return compile(List.of(), List.of(), source);
  }

  static List<Message> compile(List<Path> libraries, List<String> arguments, String... sources) {
    var files = new ArrayList<JavaFileObject>();
    for (String source : sources) {
      files.add(new Text("Main" + (files.isEmpty() ? "" : files.size()), IMPORTS + source));
    }
    return compile(libraries, arguments, List.of(), files);
  }

  static List<Message> compile(
      List<Path> libraries,
      List<String> arguments,
      List<String> options,
      List<JavaFileObject> files) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var path = new ArrayList<>(libraries);
    path.add(gonzo());
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var all = new ArrayList<>(options);
      all.add("-proc:none");
      if (!arguments.isEmpty()) {
        all.add("-Xplugin:Gonzo " + String.join(" ", arguments));
      }
      var output = new Discarding(manager);
      var task = compiler.getTask(new StringWriter(), output, diagnostics, all, null, files);
      manager.setLocationFromPaths(javax.tools.StandardLocation.CLASS_PATH, path);
      task.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var messages = new ArrayList<Message>();
    for (Diagnostic<? extends JavaFileObject> each : diagnostics.getDiagnostics()) {
      String text = each.getMessage(Locale.ENGLISH);
      Matcher label = LABEL.matcher(text);
      if (label.find()) {
        messages.add(
            new Message(
                each.getLineNumber(),
                each.getColumnNumber(),
                each.getKind(),
                label.group(1),
                text.substring(label.end())));
      } else {
        assertThat(each.getKind()).as(each.toString()).isNotEqualTo(Diagnostic.Kind.ERROR);
      }
    }
    return messages;
  }

  /** A source in memory. */
  static class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String name, String text) {
      super(URI.create("memory:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps no class file. */
  private static final class Discarding
      extends javax.tools.ForwardingJavaFileManager<javax.tools.JavaFileManager> {
    Discarding(javax.tools.JavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location,
        String className,
        JavaFileObject.Kind kind,
        javax.tools.FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public java.io.OutputStream openOutputStream() {
          return java.io.OutputStream.nullOutputStream();
        }
      };
    }
  }
}
