package dev.gonzo.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {
  @Test
  void the_median_of_an_odd_number_of_values_is_the_one_in_the_middle() {
    assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9));
  }

  @Test
  void the_median_of_an_even_number_of_values_is_the_mean_of_two() {
    assertThat(Spread.of(4, 1, 2, 9)).isEqualTo(new Spread(3, 1, 9));
  }

  @Test
  void there_is_no_median_of_nothing() {
    assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Row("empty", List.of())).hasMessageContaining("empty");
  }

  @Test
  void a_ratio_compares_samples_of_the_same_round() {
    // The second round was disturbed, for both alike.
    Row row = row("row", 2, 20, 4);
    Row baseline = row("baseline", 1, 10, 1);

    assertThat(row.ratioTo(baseline)).isEqualTo(new Spread(2, 2, 4));
  }

  @Test
  void only_details_of_all_samples_are_shown() {
    var row =
        new Row(
            "row",
            List.of(new Sample(1, Map.of("a", 1.0, "b", 2.0)), new Sample(1, Map.of("a", 3.0))));

    assertThat(row.details()).containsExactly("a");
    assertThat(row.detail("a")).isEqualTo(new Spread(2, 1, 3));
  }

  private static Row row(String name, double... values) {
    return new Row(name, Arrays.stream(values).mapToObj(Sample::of).toList());
  }
}
