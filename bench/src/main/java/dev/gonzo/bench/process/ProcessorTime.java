package dev.gonzo.bench.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor time of a process with all its threads, also those that have ended.
 *
 * @param nanos all of it, exact
 * @param user nanoseconds outside of the system, in steps of a clock tick
 * @param system nanoseconds inside of the system, in steps of a clock tick
 */
public record ProcessorTime(long nanos, long user, long system) {
  private static final MethodHandle CLOCK_GETTIME = clockGettime();

  /** Linux counts in hundredths of a second here, whatever its timer does. */
  private static final long TICK = 10_000_000;

  @SuppressWarnings("restricted") // the flag that allows it is in jvm.flags
  private static MethodHandle clockGettime() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("clock_gettime"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  }

  /**
   * {@return the time that the process has used until now}
   *
   * @param pid its number
   * @throws IOException if there is no such process
   */
  public static ProcessorTime of(long pid) throws IOException {
    String[] fields = fields(Path.of("/proc/" + pid + "/stat"));
    return new ProcessorTime(
        clock(pid), Long.parseLong(fields[11]) * TICK, Long.parseLong(fields[12]) * TICK);
  }

  /** The fields of a stat file after the name, which is in brackets and may contain anything. */
  private static String[] fields(Path stat) throws IOException {
    String text = Files.readString(stat);
    return text.substring(text.lastIndexOf(')') + 2).split(" ");
  }

  private static long clock(long pid) throws IOException {
    // What clock_getcpuclockid(3) computes: the process's number, inverted, and the kind of clock.
    int clock = (int) (~pid << 3 | 2);
    try (var arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      if ((int) CLOCK_GETTIME.invokeExact(clock, time) != 0) {
        throw new IOException("process " + pid + " has ended");
      }
      return time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L + time.getAtIndex(JAVA_LONG, 1);
    } catch (IOException failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IOException("clock_gettime failed", failure);
    }
  }

  /** {@return the time since an earlier moment} */
  public ProcessorTime since(ProcessorTime earlier) {
    return new ProcessorTime(nanos - earlier.nanos, user - earlier.user, system - earlier.system);
  }

  /** {@return the share of the time that was spent inside of the system, from 0 to 1} */
  public double systemShare() {
    return user + system == 0 ? 0 : (double) system / (user + system);
  }
}
