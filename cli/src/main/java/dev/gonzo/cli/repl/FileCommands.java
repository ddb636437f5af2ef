package dev.gonzo.cli.repl;

import dev.gonzo.cli.repl.Session.Next;
import dev.gonzo.report.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.Snippet;

/** The commands that read and write scripts. */
final class FileCommands {
  /** A script that opens itself is not followed for ever. */
  private static final int MOST_NESTED = 20;

  private final Session session;
  private int nested;

  FileCommands(Session session) {
    this.session = session;
  }

  List<Command> all() {
    return List.of(
        new Command("/open", "FILE", "evaluate the snippets and commands of a file", this::open),
        new Command("/save", "[-all] FILE", "write the snippets in force to a file", this::save));
  }

  private Next open(String file) {
    if (file.isEmpty()) {
      return refuse("which file? /open FILE");
    }
    if (nested >= MOST_NESTED) {
      return refuse(file + " is not opened: the scripts open each other, " + nested + " deep");
    }
    nested++;
    try (BufferedReader lines = Files.newBufferedReader(path(file))) {
      return evaluate(lines);
    } catch (NoSuchFileException none) {
      return refuse("there is no file " + file);
    } catch (CharacterCodingException binary) {
      return refuse(file + " is not a text in UTF-8");
    } catch (IOException | InvalidPathException failure) {
      return refuse(file + " cannot be read: " + reason(failure));
    } finally {
      nested--;
    }
  }

  /** Evaluates all lines, or those before the first failure. */
  private Next evaluate(BufferedReader lines) throws IOException {
    var collector = new LineCollector(session::isIncomplete);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Optional<String> input = collector.add(line);
      Next next = input.isPresent() ? session.takeNested(input.get()) : Next.GO_ON;
      if (next != Next.GO_ON) {
        return next;
      }
    }
    Optional<String> rest = collector.rest();
    return rest.isPresent() ? session.takeNested(rest.get()) : Next.GO_ON;
  }

  private Next save(String arguments) {
    boolean everything = arguments.startsWith("-all ");
    String file = everything ? arguments.substring("-all ".length()).strip() : arguments;
    if (file.isEmpty() || file.equals("-all")) {
      return refuse("which file? /save FILE");
    }
    Engine engine = session.engine();
    String text =
        (everything ? engine.all() : engine.active().filter(SnippetCommands::isOfUser))
            .map(Snippet::source)
            .map(source -> source.endsWith("\n") ? source : source + "\n")
            .collect(Collectors.joining());
    try {
      Files.writeString(path(file), text);
      return Next.GO_ON;
    } catch (IOException | InvalidPathException failure) {
      return refuse(file + " cannot be written: " + reason(failure));
    }
  }

  private static String reason(Exception failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "its directory does not exist";
      case FileSystemException known when known.getReason() != null -> known.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static Path path(String file) {
    return Path.of(
        file.startsWith("~/") ? System.getProperty("user.home") + file.substring(1) : file);
  }

  private Next refuse(String sentence) {
    session.output().error("|  " + Text.visibleLines(sentence));
    return Next.FAILED;
  }
}
