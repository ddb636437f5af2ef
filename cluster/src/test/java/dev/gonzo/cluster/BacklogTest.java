package dev.gonzo.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.cluster.link.ReceiveStream;
import org.junit.jupiter.api.Test;

/** What one node may have waiting at a channel. */
class BacklogTest {
  private static final int MIB = 1 << 20;

  @Test
  void the_bytes_are_limited() {
    var backlog = new Backlog(2, MIB);
    assertThat(backlog.open()).isTrue();
    for (int i = 0; i < 66; i++) {
      assertThat(backlog.hasRoom(MIB)).as("item " + i).isTrue();
      backlog.arrived(MIB);
    }
    assertThat(backlog.hasRoom(1)).isFalse();
    assertThat(backlog.open()).isFalse();
    for (int i = 0; i < 3; i++) {
      backlog.taken(MIB, false);
    }
    assertThat(backlog.takeTurnedAway()).isTrue();
    assertThat(backlog.takeTurnedAway()).isFalse();
    assertThat(backlog.open()).isTrue();
  }

  @Test
  void the_credits_of_all_streams_together_are_limited() {
    var backlog = new Backlog(400_000, 1);
    assertThat(backlog.open()).isTrue();
    assertThat(backlog.open()).isTrue();
    assertThat(backlog.open()).isFalse();
    backlog.ended(new ReceiveStream(400_000));
    assertThat(backlog.open()).isTrue();
  }

  @Test
  void it_is_empty_when_all_was_taken_and_no_stream_is_open() {
    var backlog = new Backlog(1, MIB);
    assertThat(backlog.open()).isTrue();
    var stream = new ReceiveStream(1);
    assertThat(stream.arrived()).isTrue();
    backlog.arrived(0);
    stream.end();
    backlog.ended(stream);
    assertThat(backlog.isEmpty()).isFalse();
    assertThat(backlog.open()).as("an item is left").isFalse();
    backlog.taken(0, true);
    assertThat(backlog.takeTurnedAway()).isTrue();
    assertThat(backlog.isEmpty()).isTrue();
  }
}
