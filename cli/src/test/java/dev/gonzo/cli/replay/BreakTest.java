package dev.gonzo.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.replay.Position.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What break takes, and where a replay is. */
class BreakTest {
  @Test
  void a_word_is_a_line_a_trap_or_a_task() {
    assertEquals(new Break.OfLine(new Spot.Line("Bank.java", 17)), Break.of("src/Bank.java:17"));
    assertEquals(new Break.OfLine(new Spot.Line("Bank.java", 17)), Break.of("Bank:17"));
    assertEquals(new Break.OfTrap("Receive"), Break.of("receive"));
    assertEquals(new Break.OfTask("ann#2"), Break.of("ann#2"));
    assertTrue(Break.kinds().contains("RunInThread"));
  }

  @Test
  void a_spot_that_is_reached_again_is_counted() {
    var line = new Spot.Line("Bank.java", 17);
    var write = new Spot.Write("Bank$Account", "balance");
    Position at =
        Position.after(9)
            .then(new Mark(line, 1))
            .then(new Mark(line, 2))
            .then(new Mark(write, 1))
            .then(new Mark(line, 1));
    assertEquals(
        List.of(new Mark(line, 3), new Mark(write, 1), new Mark(line, 1)), at.marks());
    assertEquals("Bank.Account.balance", write.toString());
  }
}
