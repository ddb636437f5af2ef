// What Maven Central asks of every artifact, and what Gonzo asks of its published poms. "release/check" runs it.

import java.security.*;
import java.util.jar.*;
import javax.xml.parsers.*;
import org.w3c.dom.*;

static final String GROUP = "dev.gonzo";
static final Set<String> CHECKSUMS = Set.of("md5", "sha1");

final List<String> complaints = new ArrayList<>();

void main(String[] arguments) throws Exception {
  boolean signed = List.of(arguments).contains("--signed");
  if (arguments.length < 1 || arguments[0].startsWith("-")) {
    System.err.println("usage: release/check DIRECTORY [--signed]");
    System.exit(2);
  }
  Path root = Path.of(arguments[0]);
  Path group = root.resolve(GROUP.replace('.', '/'));
  List<Path> files = filesOf(root);
  for (Path file : files) {
    if (!file.startsWith(group)) {
      complain(file, "is outside of the namespace " + GROUP);
    }
    checkSums(file, files, signed);
  }
  var artifacts = new TreeMap<String, Element>();
  for (Path pom : files) {
    if (pom.toString().endsWith(".pom")) {
      artifacts.put(pom.getParent().getParent().getFileName().toString(), read(pom));
      checkArtifact(pom, files);
    }
  }
  checkBom(artifacts);
  complaints.forEach(System.err::println);
  if (artifacts.isEmpty() || !complaints.isEmpty()) {
    System.err.printf("%d artifacts, %d complaints%n", artifacts.size(), complaints.size());
    System.exit(1);
  }
  IO.println("as Maven Central wants it: " + artifacts.keySet());
}

List<Path> filesOf(Path root) throws IOException {
  try (Stream<Path> all = Files.walk(root)) {
    return all.filter(Files::isRegularFile).sorted().toList();
  }
}

void complain(Object where, String what) {
  complaints.add(where + " " + what);
}

// ---- every file

void checkSums(Path file, List<Path> files, boolean signed) throws Exception {
  String name = file.getFileName().toString();
  String ending = name.substring(name.lastIndexOf('.') + 1);
  if (CHECKSUMS.contains(ending) || ending.equals("asc")) {
    return;
  }
  for (var sum : Map.of("md5", "MD5", "sha1", "SHA-1").entrySet()) {
    Path place = file.resolveSibling(name + "." + sum.getKey());
    if (!files.contains(place)) {
      complain(file, "has no ." + sum.getKey());
      continue;
    }
    byte[] digest = MessageDigest.getInstance(sum.getValue()).digest(Files.readAllBytes(file));
    if (!Files.readString(place).strip().equals(HexFormat.of().formatHex(digest))) {
      complain(place, "is not the sum of its file");
    }
  }
  if (signed && !files.contains(file.resolveSibling(name + ".asc"))) {
    complain(file, "is not signed: there is no .asc");
  }
}

// ---- every artifact

void checkArtifact(Path pom, List<Path> files) throws Exception {
  Element project = read(pom);
  String version = pom.getParent().getFileName().toString();
  String artifact = pom.getParent().getParent().getFileName().toString();
  expect(pom, "groupId", text(project, "groupId"), GROUP);
  expect(pom, "artifactId", text(project, "artifactId"), artifact);
  expect(pom, "version", text(project, "version"), version);
  if (!version.matches("\\d+\\.\\d+\\.\\d+(-(alpha|beta|rc)\\d+)?")) {
    complain(pom, "has the version " + version + ", which is not one of a release");
  }
  for (String path :
      List.of(
          "name",
          "description",
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "developers/developer/email",
          "scm/connection",
          "scm/developerConnection",
          "scm/url")) {
    if (text(project, path.split("/")).isEmpty()) {
      complain(pom, "has no " + path);
    }
  }
  for (String path : List.of("parent", "profiles", "repositories", "pluginRepositories", "build")) {
    if (child(project, path).isPresent()) {
      complain(pom, "has a part that is for building, not for users: " + path);
    }
  }
  if (Files.readString(pom).contains("${") || Files.readString(pom).contains("SNAPSHOT")) {
    complain(pom, "names a property or a snapshot");
  }
  for (Element dependency : children(project, "dependencies", "dependency")) {
    if (text(dependency, "version").isEmpty() || text(dependency, "scope").equals("test")) {
      complain(pom, "has a dependency without a version, or for tests: " + text(dependency, "artifactId"));
    }
  }
  if (text(project, "packaging").equals("pom")) {
    return;
  }
  String stem = artifact + "-" + version;
  for (String wanted : List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", "-cyclonedx.xml")) {
    if (!files.contains(pom.resolveSibling(stem + wanted))) {
      complain(pom.getParent(), "has no " + stem + wanted);
    }
  }
  contains(pom.resolveSibling(stem + ".jar"), "module-info.class");
  contains(pom.resolveSibling(stem + "-sources.jar"), "module-info.java");
  contains(pom.resolveSibling(stem + "-javadoc.jar"), "index.html");
}

void contains(Path jar, String entry) throws IOException {
  if (Files.exists(jar)) {
    try (var open = new JarFile(jar.toFile())) {
      if (open.getEntry(entry) == null) {
        complain(jar, "has no " + entry);
      }
    }
  }
}

// ---- the BOM

void checkBom(Map<String, Element> artifacts) {
  Element bom = artifacts.get("gonzo-bom");
  if (bom == null) {
    complain("gonzo-bom", "is not there");
    return;
  }
  var pinned = new TreeSet<String>();
  for (Element dependency : children(bom, "dependencyManagement", "dependencies", "dependency")) {
    expect("gonzo-bom", "groupId", text(dependency, "groupId"), GROUP);
    expect("gonzo-bom", "version", text(dependency, "version"), text(bom, "version"));
    pinned.add(text(dependency, "artifactId"));
  }
  var published = new TreeSet<>(artifacts.keySet());
  published.remove("gonzo-bom");
  if (!pinned.equals(published)) {
    complain("gonzo-bom", "names " + pinned + ", and published are " + published);
  }
  artifacts.forEach((name, project) -> {
    if (!name.equals("gonzo-bom") && child(project, "dependencyManagement").isPresent()) {
      complain(name, "pins versions of others: dependencyManagement");
    }
  });
}

void expect(Object where, String what, String found, String wanted) {
  if (!found.equals(wanted)) {
    complain(where, "has the " + what + " '" + found + "' instead of '" + wanted + "'");
  }
}

// ---- XML

Element read(Path file) throws Exception {
  return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
}

List<Element> children(Element parent, String... path) {
  List<Element> found = List.of(parent);
  for (String name : path) {
    found =
        found.stream()
            .flatMap(element -> nodes(element).filter(child -> child.getTagName().equals(name)))
            .toList();
  }
  return found;
}

Stream<Element> nodes(Element parent) {
  NodeList all = parent.getChildNodes();
  return IntStream.range(0, all.getLength())
      .mapToObj(all::item)
      .filter(Element.class::isInstance)
      .map(Element.class::cast);
}

Optional<Element> child(Element parent, String name) {
  return children(parent, name).stream().findFirst();
}

String text(Element parent, String... path) {
  return children(parent, path).stream().findFirst().map(Element::getTextContent).orElse("").strip();
}
