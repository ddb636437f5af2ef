package dev.gonzo.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** The user of this process. */
public final class OwnUser {
  private OwnUser() {}

  /**
   * {@return whether files of an owner are this user's} In a container a user may have no name, but
   * owns this process.
   *
   * @param owner the owner of a file
   */
  public static boolean is(UserPrincipal owner) {
    return owner.getName().equals(System.getProperty("user.name")) || ownsThisProcess(owner);
  }

  private static boolean ownsThisProcess(UserPrincipal owner) {
    try {
      return owner.equals(Files.getOwner(Path.of("/proc/self")));
    } catch (IOException | RuntimeException noProc) {
      return false;
    }
  }
}
