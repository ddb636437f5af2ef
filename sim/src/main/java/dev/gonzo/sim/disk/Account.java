package dev.gonzo.sim.disk;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;

/**
 * The user as which the programs of a host use its disk.
 *
 * @param user the owner of new files
 * @param group the group of new files
 * @param mask the permissions that new files do not get: the mask of POSIX
 * @param isPrivileged whether the permissions of files do not restrict it
 */
public record Account(User user, Group group, int mask, boolean isPrivileged) {
  private static final int USUAL_MASK = 0022;
  private static final Account ROOT =
      new Account(new User("root"), new Group("root"), USUAL_MASK, true);

  /** {@return the account that no permissions restrict} */
  public static Account root() {
    return ROOT;
  }

  /**
   * Returns an ordinary account, with a group of the same name.
   *
   * @param name the name of the user
   * @return the account
   */
  public static Account of(String name) {
    return new Account(new User(name), new Group(name), USUAL_MASK, false);
  }

  /**
   * Whether the permissions of a file allow something.
   *
   * @param wanted as in one digit of a mode: 4 to read, 2 to write, 1 to execute or to search
   */
  boolean may(Attributes attributes, int wanted) {
    if (isPrivileged) {
      return true;
    }
    int shift = attributes.owner().equals(user) ? 6 : attributes.group().equals(group) ? 3 : 0;
    return (attributes.mode() >> shift & wanted) == wanted;
  }

  boolean owns(Node node) {
    return isPrivileged || node.attributes.owner().equals(user);
  }

  /**
   * A user of the simulated system.
   *
   * @param name its name
   */
  public record User(String name) implements UserPrincipal {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A group of the simulated system.
   *
   * @param name its name
   */
  public record Group(String name) implements GroupPrincipal {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
