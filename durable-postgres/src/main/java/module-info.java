import org.jspecify.annotations.NullMarked;

/** A journal of durable tasks in PostgreSQL. */
@NullMarked
module dev.gonzo.durable.postgres {
  requires transitive dev.gonzo.durable;
  requires static org.jspecify;

  exports dev.gonzo.durable.postgres;
}
