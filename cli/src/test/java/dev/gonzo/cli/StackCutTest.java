package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StackCutTest {
  private final StackCut cut = new StackCut("dev.gonzo.demo.Mine"::equals);

  private static StackTraceElement frame(String type, int line) {
    return new StackTraceElement(type, "call", "F.java", line);
  }

  private static <T extends Throwable> T at(T throwable, StackTraceElement... frames) {
    throwable.setStackTrace(frames);
    return throwable;
  }

  @Test
  void each_run_of_foreign_frames_becomes_one_line_that_counts_them() {
    var failure =
        at(
            new IOException("gone"),
            frame("dev.gonzo.net.Socket", 1),
            frame("User", 2),
            frame("java.util.ArrayList", 3),
            frame("jdk.internal.Thing", 4),
            frame("User", 5),
            frame("dev.gonzo.Gonzo", 6),
            frame("java.lang.VirtualThread", 7));
    assertEquals(
        """
        java.io.IOException: gone
        \t... 1 frame of Gonzo (--trace shows it)
        \tat User.call(F.java:2)
        \t... 2 frames of the JDK (--trace shows them)
        \tat User.call(F.java:5)
        \t... 2 frames of Gonzo and the JDK (--trace shows them)
        """,
        cut.cut(failure));
  }

  @Test
  void a_class_of_the_program_stays_whatever_its_package() {
    assertEquals(
        "java.io.IOException: gone\n\tat dev.gonzo.demo.Mine.call(F.java:1)\n",
        cut.cut(at(new IOException("gone"), frame("dev.gonzo.demo.Mine", 1))));
  }

  @Test
  void a_failure_without_a_frame_of_the_user_keeps_its_topmost() {
    assertEquals(
        """
        java.lang.Error
        \tat dev.gonzo.Kernel.call(F.java:1)
        \t... 1 frame of the JDK (--trace shows it)
        """,
        cut.cut(at(new Error(), frame("dev.gonzo.Kernel", 1), frame("java.lang.Thread", 2))));
    assertEquals("java.lang.Error\n", cut.cut(at(new Error())));
  }

  @Test
  void causes_and_suppressed_exceptions_stay_and_shared_frames_are_not_repeated() {
    var outer = at(new IOException("outer"), frame("User", 1), frame("User", 9));
    var cause = at(new IOException("cause"), frame("User", 2), frame("User", 9));
    var suppressed = at(new IOException("extra"), frame("User", 3));
    outer.addSuppressed(suppressed);
    outer.initCause(cause);
    assertEquals(
        """
        java.io.IOException: outer
        \tat User.call(F.java:1)
        \tat User.call(F.java:9)
        \tSuppressed: java.io.IOException: extra
        \t\tat User.call(F.java:3)
        Caused by: java.io.IOException: cause
        \tat User.call(F.java:2)
        \t... 1 more, as above
        """,
        cut.cut(outer));
  }

  @Test
  void a_circle_of_causes_ends() {
    var one = at(new IOException("one"), frame("User", 1));
    var two = at(new IOException("two", one), frame("User", 2));
    one.initCause(two);
    assertEquals(
        """
        java.io.IOException: one
        \tat User.call(F.java:1)
        Caused by: java.io.IOException: two
        \tat User.call(F.java:2)
        Caused by: [CIRCULAR REFERENCE: java.io.IOException: one]
        """,
        cut.cut(one));
  }
}
