package dev.gonzo.bench.server;

import dev.gonzo.Async;
import dev.gonzo.console.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The requests of a session: prints {@code ready}, then answers each line {@code go ARGUMENTS}. */
public final class Requests {
  private Requests() {}

  /** What a session does for one request. */
  public interface Work {
    /**
     * Does the work.
     *
     * @param arguments those of the request
     * @return the answer, a line of JSON
     * @throws Exception any failure, which ends the session
     */
    String answer(String[] arguments) throws Exception;
  }

  /** Work that is timed as a whole. */
  public interface TimedWork {
    /**
     * Does the work.
     *
     * @param arguments those of the request
     * @return how many operations it was
     * @throws Exception any failure, which ends the session
     */
    long operations(String[] arguments) throws Exception;
  }

  /**
   * Answers all requests, until the input ends.
   *
   * @param work what a request asks for
   * @throws Exception any failure of the work
   */
  public static void serve(Work work) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line; (line = input.readLine()) != null; ) {
      answer(line, work);
    }
  }

  /**
   * Answers all requests inside a task, which waits for each while the others go on, until the
   * input ends.
   *
   * @param work what a request asks for
   * @throws Exception any failure of the work
   */
  @Async
  public static void serveInTask(Work work) throws Exception {
    System.out.println("ready");
    for (String line : Console.of().lines()) {
      answer(line, work);
    }
  }

  private static void answer(String line, Work work) throws Exception {
    String[] words = line.split(" ", -1);
    if (!words[0].equals("go")) {
      throw new IOException("'" + line + "' is not a request");
    }
    System.out.println(work.answer(Arrays.copyOfRange(words, 1, words.length)));
  }

  /**
   * Answers all requests with the time that each took.
   *
   * @param work what a request asks for
   * @throws Exception any failure of the work
   */
  public static void serveTimed(TimedWork work) throws Exception {
    serve(arguments -> {
      long began = System.nanoTime();
      long operations = work.operations(arguments);
      return "{\"operations\":%d,\"nanos\":%d}".formatted(operations, System.nanoTime() - began);
    });
  }
}
