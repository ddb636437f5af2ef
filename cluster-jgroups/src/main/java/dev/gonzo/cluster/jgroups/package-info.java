/** Membership and messages of a cluster through JGroups. */
@NullMarked
package dev.gonzo.cluster.jgroups;

import org.jspecify.annotations.NullMarked;
