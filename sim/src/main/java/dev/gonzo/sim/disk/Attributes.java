package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Account.Group;
import dev.gonzo.sim.disk.Account.User;
import java.nio.file.attribute.FileTime;

/** What a node of the tree has besides its contents. The mode has the permissions only. */
record Attributes(
    int mode, User owner, Group group, FileTime modified, FileTime accessed, FileTime created) {
  /** The bits that let a program run with the rights of its owner or group. */
  private static final int SET_IDS = 06000;

  static Attributes ofNew(int mode, Account account, FileTime now) {
    return new Attributes(mode, account.user(), account.group(), now, now, now);
  }

  Attributes withMode(int mode) {
    return new Attributes(mode, owner, group, modified, accessed, created);
  }

  /** Another owner: a program must not go on running with the rights of the old one. */
  Attributes withOwner(User owner, Group group, boolean isFile) {
    int safe = isFile ? mode & ~SET_IDS : mode;
    return new Attributes(safe, owner, group, modified, accessed, created);
  }

  Attributes withTimes(FileTime modified, FileTime accessed) {
    return new Attributes(mode, owner, group, modified, accessed, created);
  }

  Attributes modifiedAt(FileTime time) {
    return withTimes(time, accessed);
  }

  /** Whether only the times differ. */
  boolean hasRightsOf(Attributes other) {
    return mode == other.mode && owner.equals(other.owner) && group.equals(other.group);
  }
}
