package dev.gonzo.bench.process;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that does work when it is asked to: it prints {@code ready}, reads a line {@code go
 * ARGUMENTS}, and answers with a line of JSON. Closing it kills the process.
 */
public final class Session implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Tail errors;
  private final BufferedWriter input;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(1_000);

  private Session(String name, Process process) {
    this.name = name;
    this.process = process;
    errors = Tail.of(process.getErrorStream(), name);
    input = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().name("answers of " + name).start(this::readLines);
  }

  /**
   * Starts the process, and waits until it is ready.
   *
   * @param name for messages
   * @param command the program and its arguments
   * @param pin where it runs
   * @param directory its working directory
   * @param limit how long it may take to get ready
   * @return the session
   * @throws IOException if it does not start, or does not get ready
   */
  public static Session start(
      String name, List<String> command, Pin pin, Path directory, Duration limit)
      throws IOException {
    var session = new Session(name, Children.start(command, pin, directory.toFile(), Map.of()));
    try {
      String line = session.line(limit);
      if (!line.equals("ready")) {
        throw new ProcessFailure(name + " printed '" + line + "' instead of 'ready'", "");
      }
      return session;
    } catch (IOException | RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  private void readLines() {
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line; (line = output.readLine()) != null; ) {
        lines.put(Optional.of(line));
      }
    } catch (IOException _) {
      // The process was killed.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    boolean _ = lines.offer(Optional.empty());
  }

  /**
   * Has the work done once.
   *
   * @param arguments what to do
   * @param limit how long it may take
   * @return the answer
   * @throws IOException if the process fails, or exceeds the limit
   */
  public JsonObject go(String arguments, Duration limit) throws IOException {
    input.write("go " + arguments + "\n");
    input.flush();
    String line = line(limit);
    try {
      return JsonParser.object().from(line);
    } catch (JsonParserException notJson) {
      throw new IOException(name + " printed '" + line + "', which is not JSON", notJson);
    }
  }

  private String line(Duration limit) throws IOException {
    try {
      Optional<String> line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new ProcessFailure(
            name + " did not answer within " + limit.toSeconds() + " s", errors.text());
      }
      if (line.isEmpty()) {
        process.waitFor(5, TimeUnit.SECONDS);
        throw new ProcessFailure(name + " ended too early", errors.text());
      }
      return line.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(name + " was interrupted", interrupted);
    }
  }

  /** {@return the number of its process} */
  public long pid() {
    return process.pid();
  }

  /** {@return the processor time that it has used} */
  public ProcessorTime used() throws IOException {
    return ProcessorTime.of(process.pid());
  }

  @Override
  public void close() {
    Children.end(process);
  }
}
