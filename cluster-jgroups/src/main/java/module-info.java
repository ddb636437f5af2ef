import org.jspecify.annotations.NullMarked;

/** Membership and messages of a cluster through JGroups. */
@NullMarked
module dev.gonzo.cluster.jgroups {
  requires transitive dev.gonzo.cluster;
  requires static org.jspecify;

  exports dev.gonzo.cluster.jgroups;
}
