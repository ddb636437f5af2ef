package dev.gonzo.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.cluster.link.Message.Announce;
import dev.gonzo.cluster.link.Message.Subject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Streams, directories and promises, without a network. */
class ProtocolTest {
  @Test
  void every_message_comes_back_from_its_bytes() throws Exception {
    List<Message> messages =
        List.of(
            new Message.Cancel(1, "why"),
            new Message.Done(2, new Reply.Failed("T", "m", "s")),
            new Message.Done(2, new Reply.Ended("r", "q")),
            new Message.Done(2, new Reply.TooLate()),
            new Message.Done(2, new Reply.Abandoned("w", true)),
            new Message.Leaving(),
            new Message.Opened(3, 4),
            new Message.Credit(3, 4),
            new Message.End(3),
            new Message.Closed(3, "r"),
            new Announce(Subject.SINGLETON, "n", true),
            new Message.Ask(4, "n", 5),
            new Message.Promise(4, true, 5));
    for (Message message : messages) {
      assertThat(MessageFormat.decode(MessageFormat.encode(message))).isEqualTo(message);
    }
  }

  @Test
  void names_from_the_network_follow_the_rules_of_names() throws Exception {
    for (String name : List.of("", " ", "a\nb", "\u001b[2J", "\u009b", "x".repeat(101))) {
      for (Message message :
          List.of(
              new Message.Spawn(1, name, new byte[0], 1),
              new Message.Open(1, name, new byte[0]),
              new Announce(Subject.SINGLETON, name, true),
              new Message.Ask(4, name, 5))) {
        assertThatThrownBy(() -> MessageFormat.decode(MessageFormat.encode(message)))
            .isInstanceOf(MalformedMessageException.class)
            .hasMessageContaining("a name is blank, too long, or has control characters");
      }
    }
    assertThat(MessageFormat.decode(MessageFormat.encode(new Message.Ask(4, "日本 😀", 5))))
        .isEqualTo(new Message.Ask(4, "日本 😀", 5));
    assertThat(NameRules.allow("half \ud83d")).isFalse();
  }

  @Test
  void edge_8_a_receiver_grants_half_of_the_credits_at_a_time_and_none_after_the_end() {
    var stream = new ReceiveStream(4);
    for (int i = 0; i < 4; i++) {
      assertThat(stream.arrived()).isTrue();
    }
    assertThat(stream.arrived()).as("without credit").isFalse();
    assertThat(stream.taken()).isZero();
    assertThat(stream.taken()).isEqualTo(2);
    stream.end();
    assertThat(stream.taken()).isZero();
    assertThat(stream.taken()).isZero();
  }

  @Test
  void a_long_shape_is_cut_off_and_two_of_them_differ() throws Exception {
    String start = "Order{" + "item: String, ".repeat(1000);
    byte[] shape = Shape.encode(start + "a: int}");
    assertThat(shape.length).isLessThan(Shape.MOST_BYTES);
    assertThat(shape)
        .isEqualTo(Shape.encode(start + "a: int}"))
        .isNotEqualTo(Shape.encode(start + "b: int}"));
    assertThat(Shape.encode("Order{}")).isEqualTo("Order{}".getBytes(StandardCharsets.UTF_8));
    var long4097 = new Message.Open(1, "c", new byte[Shape.MOST_BYTES + 1]);
    assertThatThrownBy(() -> MessageFormat.decode(MessageFormat.encode(long4097)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("a shape has at most 4096 bytes");
  }

  @Test
  void with_one_credit_each_item_is_granted_by_the_one_before() {
    var stream = new ReceiveStream(1);
    for (int i = 0; i < 10; i++) {
      assertThat(stream.arrived()).isTrue();
      assertThat(stream.taken()).isEqualTo(1);
    }
  }

  @Test
  void a_sender_that_was_lost_or_closed_stays_so() {
    var lost = new SendStream();
    lost.opened(1);
    lost.lost("cut");
    lost.closedByReceiver("done");
    lost.opened(5);
    assertThat(lost.isLost()).isTrue();
    assertThat(lost.endedBecause()).isEqualTo("cut");
    assertThat(lost.hasCredit()).isFalse();
    assertThat(lost.close()).isFalse();
    var closed = new SendStream();
    assertThat(closed.close()).isTrue();
    closed.lost("cut");
    assertThat(closed.isClosed()).isTrue();
  }

  @Test
  void a_name_is_there_until_it_is_taken_back_as_often_as_it_was_added() {
    var directory = new Directory();
    assertThat(directory.add(Subject.NAME, "desk")).isTrue();
    assertThat(directory.add(Subject.NAME, "desk")).isFalse();
    assertThat(directory.has(Subject.FUNCTION, "desk")).isFalse();
    assertThat(directory.remove(Subject.NAME, "desk")).isFalse();
    assertThat(directory.has(Subject.NAME, "desk")).isTrue();
    assertThat(directory.remove(Subject.NAME, "desk")).isTrue();
    assertThat(directory.all()).isEmpty();
  }

  @Test
  void a_directory_is_bounded() {
    var directory = new Directory();
    for (int i = 0; i < Directory.MOST + 5; i++) {
      directory.take(new Announce(Subject.NAME, "name " + i, true));
    }
    assertThat(directory.all()).hasSize(Directory.MOST);
    assertThatThrownBy(() -> directory.add(Subject.NAME, "another"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at most");
  }

  @Test
  void edge_9_of_two_ballots_at_most_the_higher_token_is_won_last() {
    // Three nodes, two candidates: each node promises a token only if it is higher than before.
    var x = new Promises();
    var y = new Promises();
    var z = new Promises();
    assertThat(x.promise("billing", 10)).isTrue();
    assertThat(z.promise("billing", 11)).isTrue();
    var ballotOfX = new Ballot(1, Set.of("y", "z"));
    ballotOfX.count("z", z.promise("billing", 10), z.highest("billing"));
    assertThat(ballotOfX.isDecided()).isFalse();
    ballotOfX.count("y", y.promise("billing", 10), y.highest("billing"));
    assertThat(ballotOfX.isWon()).isTrue();
    assertThat(ballotOfX.isDecided()).isTrue();
    assertThat(ballotOfX.highest()).isEqualTo(11);
    var ballotOfZ = new Ballot(1, Set.of("x", "y"));
    ballotOfZ.count("y", y.promise("billing", 11), y.highest("billing"));
    assertThat(ballotOfZ.isWon()).isTrue();
    assertThat(y.promise("billing", 10)).as("a token is promised once").isFalse();
  }

  @Test
  void an_answer_counts_once_and_a_ballot_may_be_lost() {
    var enough = new Ballot(1, Set.of("b", "c"));
    enough.count("b", true, 1);
    assertThat(enough.isWon()).isTrue();
    assertThat(enough.isDecided()).as("the last run may be in c").isFalse();
    assertThat(enough.isWaitingFor("c")).isTrue();
    var ballot = new Ballot(2, Set.of("b", "c"));
    ballot.count("b", true, 1);
    ballot.count("b", true, 1);
    assertThat(ballot.isDecided()).isFalse();
    ballot.count("stranger", true, 1);
    assertThat(ballot.isWon()).isFalse();
    ballot.count("c", false, 9);
    assertThat(ballot.isDecided()).isTrue();
    assertThat(ballot.isWon()).isFalse();
  }
}
