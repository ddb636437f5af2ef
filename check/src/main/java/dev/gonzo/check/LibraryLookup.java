package dev.gonzo.check;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;

/** The stored colours of the libraries that a compilation calls. Each is read once, on demand. */
final class LibraryLookup {
  private static final Pattern VERSION = Pattern.compile("META-INF/versions/[0-9]+/$");

  private final Elements elements;
  private final Names names;
  private final Map<Element, Optional<ColourFile>> byClass = new HashMap<>();
  private final Map<URI, Optional<ColourFile>> byPlace = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  LibraryLookup(Elements elements, Names names) {
    this.elements = elements;
    this.names = names;
  }

  boolean has(Trait trait, ExecutableElement method) {
    return file(method).map(file -> file.has(trait, names.inClassFile(method))).orElse(false);
  }

  /** Why a library's method has a trait, in a message; empty if no library says so. */
  Optional<String> reason(Trait trait, Element callee) {
    return callee instanceof ExecutableElement method
        ? file(method).flatMap(file -> file.reason(trait, names.inClassFile(method)))
        : Optional.empty();
  }

  /** Why stored colours could not be read, as messages. */
  List<String> problems() {
    return problems;
  }

  private Optional<ColourFile> file(ExecutableElement method) {
    if (!(method.getEnclosingElement() instanceof TypeElement owner)) {
      return Optional.empty();
    }
    return byClass.computeIfAbsent(owner, _ -> find(owner));
  }

  private Optional<ColourFile> find(TypeElement owner) {
    String name = elements.getBinaryName(owner).toString();
    if (Context.isJdk(name)) {
      return Optional.empty();
    }
    JavaFileObject file;
    try {
      file = elements.getFileObjectOf(owner);
    } catch (UnsupportedOperationException notSupported) {
      return Optional.empty();
    }
    if (file == null || file.getKind() != JavaFileObject.Kind.CLASS) {
      return Optional.empty();
    }
    String place = file.toUri().toString();
    String inside = name.replace('.', '/') + ".class";
    if (!place.endsWith(inside) || place.startsWith("jrt:")) {
      return Optional.empty();
    }
    String library = place.substring(0, place.length() - inside.length());
    // The class may be one for this version of Java, in a jar with classes for several.
    String root = VERSION.matcher(library).replaceFirst("");
    return byPlace.computeIfAbsent(URI.create(root + ColourFile.PATH), this::read);
  }

  private Optional<ColourFile> read(URI stored) {
    try {
      var connection = stored.toURL().openConnection();
      connection.setUseCaches(false); // a cached jar would stay open, and hide a new one
      try (InputStream input = connection.getInputStream()) {
        return Optional.of(ColourFile.read(input));
      }
    } catch (FileNotFoundException
        | NoSuchFileException
        | MalformedURLException
        | IllegalArgumentException absent) {
      return Optional.empty();
    } catch (IOException e) {
      problems.add(
          "[gonzo] the colours of a library cannot be read, so nothing of it is reported; write"
              + " them again with gonzo colours --update: "
              + stored
              + ": "
              + e.getMessage());
      return Optional.empty();
    }
  }
}
