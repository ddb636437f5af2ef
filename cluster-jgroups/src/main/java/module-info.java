import org.jspecify.annotations.NullMarked;

/** Membership and messages of a cluster through JGroups. */
@NullMarked
// JGroups has no module descriptor.
@SuppressWarnings("requires-automatic")
module dev.gonzo.cluster.jgroups {
  requires transitive dev.gonzo.cluster;
  requires org.jgroups;
  requires static org.jspecify;

  exports dev.gonzo.cluster.jgroups;
}
