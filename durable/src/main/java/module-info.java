import org.jspecify.annotations.NullMarked;

/** Tasks that go on after a crash, from a journal. */
@NullMarked
module dev.gonzo.durable {
  requires transitive dev.gonzo.core;
  requires transitive dev.gonzo.codec;
  requires static org.jspecify;

  exports dev.gonzo.durable;
  exports dev.gonzo.durable.journal;
  exports dev.gonzo.durable.journal.conformance;
}
