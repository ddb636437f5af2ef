package dev.gonzo.cli;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code gonzo --version}. */
final class VersionText implements IVersionProvider {
  /** Created by picocli, by reflection. */
  VersionText() {}

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "gonzo %s (Java %s, %s %s)"
          .formatted(
              gonzoVersion(),
              System.getProperty("java.version"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }

  /** The build writes the version of the project into this resource. */
  static String gonzoVersion() throws IOException {
    var properties = new Properties();
    try (var resource = VersionText.class.getResourceAsStream("version.properties")) {
      if (resource != null) {
        properties.load(resource);
      }
    }
    return properties.getProperty("version", "(unknown version)");
  }
}
