package dev.gonzo.kernel.offload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.OnCancel;
import dev.gonzo.kernel.loop.LoopTask;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The states of work in a thread, passed through on one thread. */
class OffloadedWorkTest {
  private final AbandonedWork abandoned = new AbandonedWork();
  private final List<String> events = new ArrayList<>();

  @Test
  void abandoned_work_is_listed_until_it_ends() {
    var work =
        work(self -> {
          assertThat(self.undo()).isTrue();
          assertThat(abandoned.descriptions()).containsExactly("the work");
          return "result";
        });
    work.run();
    assertThat(events).containsExactly("left", "late result", "ended late");
    assertThat(abandoned.size()).isZero();
  }

  @Test
  void abandoned_work_that_fails_is_listed_no_more() {
    var work =
        work(self -> {
          assertThat(self.undo()).isTrue();
          throw new IllegalStateException("no task gets this");
        });
    work.run();
    assertThat(events).containsExactly("left", "ended late");
    assertThat(abandoned.size()).isZero();
  }

  @Test
  void committed_work_cannot_be_left_and_is_not_listed() {
    var work =
        work(self -> {
          assertThat(self.commitStep()).isTrue();
          assertThat(self.undo()).isFalse();
          return "result";
        });
    work.run();
    assertThat(events).containsExactly("delivered result", "posted");
    assertThat(abandoned.size()).isZero();
  }

  @Test
  void abandoned_work_cannot_commit() {
    var work =
        work(self -> {
          assertThat(self.undo()).isTrue();
          assertThat(self.commitStep()).isFalse();
          assertThat(self.isAbandoned()).isTrue();
          return "result";
        });
    work.run();
    assertThat(events).containsExactly("left", "late result", "ended late");
  }

  @Test
  void work_that_was_withdrawn_never_runs() {
    var work =
        work(self -> {
          throw new AssertionError("withdrawn");
        });
    assertThat(work.undo()).isTrue();
    work.start(_ -> {
      throw new AssertionError("withdrawn");
    });
    work.run();
    assertThat(events).containsExactly("over");
  }

  @Test
  void work_that_has_ended_is_the_answer() {
    var work = work(self -> "result");
    work.run();
    assertThat(work.undo()).isFalse();
    assertThat(events).containsExactly("delivered result", "posted");
    assertThat(abandoned.size()).isZero();
  }

  private Work work(Function<Work, String> body) {
    return new Work(body);
  }

  /** Notes what happens to it. No task waits, since none of these ways resumes one here. */
  private final class Work extends OffloadedWork<String> {
    private final Function<Work, String> body;

    @SuppressWarnings("NullAway")
    Work(Function<Work, String> body) {
      super(new Loop(), abandoned, (LoopTask<?>) null);
      this.body = body;
    }

    @Override
    protected String perform() {
      return body.apply(this);
    }

    @Override
    protected void deliver(String value) {
      events.add("delivered " + value);
    }

    @Override
    protected void takeLate(String value) {
      events.add("late " + value);
    }

    @Override
    protected OnCancel onCancel() {
      return OnCancel.ABANDON;
    }

    @Override
    protected void left() {
      events.add("left");
    }

    @Override
    protected void endedLate() {
      events.add("ended late");
    }

    @Override
    protected void over() {
      events.add("over");
    }

    @Override
    public String toString() {
      return "the work";
    }
  }

  private final class Loop implements OffloadLoop {
    @Override
    public void post(Runnable action) {
      throw new AssertionError("only an interrupt is told");
    }

    @Override
    public Prepared prepare(Runnable action) {
      return () -> events.add("posted");
    }
  }
}
