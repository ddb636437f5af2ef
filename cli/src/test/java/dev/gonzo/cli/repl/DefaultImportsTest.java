package dev.gonzo.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

class DefaultImportsTest {
  @Test
  void no_name_is_ambiguous() throws Exception {
    List<String> imports = DefaultImports.present(getClass().getClassLoader());
    var decided = new HashMap<String, String>();
    Map<String, Set<String>> found = new TreeMap<>();
    try (var files =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      add("java.lang", files, found);
      for (String one : imports) {
        if (one.startsWith("static ")) {
          continue;
        }
        if (one.endsWith(".*")) {
          add(one.substring(0, one.length() - 2), files, found);
        } else {
          decided.put(one.substring(one.lastIndexOf('.') + 1), one);
        }
      }
    }
    found.values().removeIf(packages -> packages.size() < 2);
    found.keySet().removeAll(decided.keySet());
    assertEquals(Map.of(), found);
  }

  private static void add(
      String packageName, StandardJavaFileManager files, Map<String, Set<String>> found)
      throws IOException, ClassNotFoundException {
    boolean jdk = packageName.startsWith("java.");
    var location =
        jdk
            ? files.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.base")
            : StandardLocation.CLASS_PATH;
    for (var file : files.list(location, packageName, Set.of(JavaFileObject.Kind.CLASS), false)) {
      String name = files.inferBinaryName(location, file);
      String simple = name.substring(name.lastIndexOf('.') + 1);
      if (simple.indexOf('$') < 0
          && !simple.equals("package-info")
          && Modifier.isPublic(Class.forName(name, false, loader()).getModifiers())) {
        found.computeIfAbsent(simple, _ -> new TreeSet<>()).add(packageName);
      }
    }
  }

  private static ClassLoader loader() {
    return DefaultImportsTest.class.getClassLoader();
  }
}
