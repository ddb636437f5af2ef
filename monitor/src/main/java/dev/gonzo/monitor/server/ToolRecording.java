package dev.gonzo.monitor.server;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.monitor.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The recording that a tool has started in this program, which ends with its connection. The
 * recorder is found by its name, because a program may lack that module.
 */
final class ToolRecording implements AutoCloseable {
  private static final String RECORDER = "dev.gonzo.recorder.AttachedRecorder";
  private static final long USUAL_BYTES = 1L << 30;

  private @Nullable AutoCloseable recorder;

  /**
   * Starts it.
   *
   * @throws IllegalArgumentException if that is not possible; the message says why
   */
  void start(JsonObject asked) {
    if (recorder != null) {
      throw new IllegalArgumentException("this connection has a recording already: end it first");
    }
    try {
      recorder =
          (AutoCloseable)
              Class.forName(RECORDER, true, Kernels.class.getClassLoader())
                  .getMethod(
                      "start", Path.class, long.class, boolean.class, boolean.class, boolean.class)
                  .invoke(
                      null,
                      Path.of(asked.text("recording")),
                      asked.number("maxBytes", USUAL_BYTES),
                      asked.is("keepLast"),
                      !asked.is("withoutData"),
                      asked.is("withPlaces"));
    } catch (InvocationTargetException refused) {
      Throwable cause = refused.getCause();
      throw new IllegalArgumentException(
          cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage(),
          cause);
    } catch (ReflectiveOperationException | LinkageError missing) {
      throw new IllegalArgumentException(
          "the program has no recorder of this version on its class path: add gonzo-recorder, or"
              + " start it with gonzo run",
          missing);
    }
  }

  /** Ends it, if there is one. */
  @Override
  public void close() {
    AutoCloseable open = recorder;
    recorder = null;
    if (open != null) {
      try {
        open.close();
      } catch (Exception failed) {
        throw new IllegalStateException("a recorder could not be closed", failed);
      }
    }
  }
}
