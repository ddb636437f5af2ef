package dev.gonzo.http.engine.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The cases of the h2spec suite, edited where RFC 9113 differs from RFC 7540. */
class ConformanceTest {
  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    cases.addAll(GenericCases.ALL);
    cases.addAll(HpackCases.ALL);
    cases.addAll(ConnectionCases.ALL);
    cases.addAll(FrameCases.ALL);
    cases.addAll(MessageCases.ALL);
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> a_case_passes_however_its_bytes_are_split() {
    return cases().stream()
        .map(each -> DynamicTest.dynamicTest(each.section() + ": " + each.name(), () -> run(each)));
  }

  private static void run(Case each) {
    String first = null;
    for (Feeding feeding : Feeding.values()) {
      var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), feeding);
      each.body().accept(peer);
      assertThat(peer.log())
          .as("%s, %s", each.name(), feeding)
          .isEqualTo(first == null ? peer.log() : first);
      first = peer.log();
    }
  }

  @TestFactory
  Stream<DynamicTest> a_case_fails_with_a_server_that_accepts_everything() {
    return cases().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.section() + ": " + each.name(),
                () ->
                    assertThatThrownBy(() ->
                            each.body().accept(new Peer(new AcceptEverything(), Feeding.WHOLE)))
                        .isInstanceOf(AssertionError.class)));
  }

  @Test
  void no_case_is_missing() {
    assertThat(cases()).hasSize(147);
    assertThat(cases().stream().map(each -> each.section() + each.name()).distinct()).hasSize(147);
  }
}
