import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * What a JVM shop would build: contacts of each person and address, known by exact keys, counted by day in RocksDB and
 * summed over the last 28 and 91 days at each event; exactly once. No linking, no rules, no corrections, no memory of
 * which events were there before: the windows and the counts alone.
 *
 * <p>Arguments: bootstrap servers, folder for the state, topic of the events, topic of the counts, how many counts there
 * will be. Says "begin N", "half N" and "end N" on standard output, where so many are counted.
 */
public final class Counts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DAY = Duration.ofDays(1);
    // Mental health trusts send records of past years.
    private static final Duration KEPT = Duration.ofDays(1500);
    private static final AtomicLong COUNTED = new AtomicLong();

    public static void main(String[] args) throws InterruptedException {
        long all = Long.parseLong(args[4]);
        try (KafkaStreams streams = new KafkaStreams(build(args[2], args[3]).build(), settings(args[0], args[1]))) {
            streams.start();
            say("begin", 1);
            say("half", all / 2);
            say("end", all);
            Thread.currentThread().join();
        }
    }

    private static void say(String mark, long counted) throws InterruptedException {
        while (COUNTED.get() < counted) {
            Thread.sleep(5);
        }
        System.out.println(mark + " " + COUNTED.get());
    }

    private static Properties settings(String servers, String folder) {
        Properties told = new Properties();
        told.put(StreamsConfig.APPLICATION_ID_CONFIG, "peer-kafka-streams");
        told.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        told.put(StreamsConfig.STATE_DIR_CONFIG, folder);
        told.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        told.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        told.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        told.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        return told;
    }

    private static StreamsBuilder build(String events, String counts) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(
                Stores.windowStoreBuilder(
                                Stores.persistentWindowStore("days", KEPT, DAY, false), Serdes.String(), Serdes.Long())
                        .withCachingEnabled());
        builder.stream(events, Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .flatMap((area, raw) -> key(area, raw))
                .repartition(Repartitioned.with(Serdes.String(), Serdes.Long()).withName("keyed"))
                .processValues(Counting::new, "days")
                .to(counts, Produced.with(Serdes.String(), Serdes.String()));
        return builder;
    }

    /** Who and where, each with when: an NHS number or all of the name and date of birth; a UPRN or all of the text. */
    private static List<KeyValue<String, Long>> key(String area, byte[] raw) {
        List<KeyValue<String, Long>> found = new ArrayList<>(2);
        JsonNode data = read(raw).path("data");
        if (data.has("happened_at")) {
            long happened = Instant.parse(data.get("happened_at").asText()).toEpochMilli();
            JsonNode person = data.path("person");
            JsonNode address = data.path("address");
            if (!person.isMissingNode()) {
                found.add(KeyValue.pair(area + "|person|" + name(person), happened));
            }
            if (!address.isMissingNode()) {
                String text = address.path("uprn").asText(address.path("text").asText());
                found.add(KeyValue.pair(area + "|address|" + text, happened));
            }
        }
        return found;
    }

    private static String name(JsonNode person) {
        String number = person.path("nhs_number").asText("");
        return number.isEmpty()
                ? person.path("given_name").asText() + "|" + person.path("family_name").asText() + "|"
                        + person.path("birth_date").asText()
                : number;
    }

    private static JsonNode read(byte[] raw) {
        try {
            return JSON.readTree(raw);
        } catch (java.io.IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }

    private static final class Counting implements FixedKeyProcessor<String, Long, String> {
        private FixedKeyProcessorContext<String, String> context;
        private WindowStore<String, Long> days;

        @Override
        public void init(FixedKeyProcessorContext<String, String> given) {
            context = given;
            days = given.getStateStore("days");
        }

        @Override
        public void process(FixedKeyRecord<String, Long> record) {
            long day = record.value() - Math.floorMod(record.value(), DAY.toMillis());
            Long held = days.fetch(record.key(), day);
            days.put(record.key(), held == null ? 1 : held + 1, day);
            long month = 0;
            long quarter = 0;
            try (WindowStoreIterator<Long> found =
                    days.fetch(record.key(), day - DAY.toMillis() * 90, day)) {
                while (found.hasNext()) {
                    KeyValue<Long, Long> each = found.next();
                    quarter += each.value;
                    month += each.key > day - DAY.toMillis() * 28 ? each.value : 0;
                }
            }
            context.forward(record.withValue(month + " " + quarter));
            COUNTED.incrementAndGet();
        }
    }
}
