package org.vimmrec.update;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.vimmrec.task.Shown;

/**
 * The data that written relationships belong to: labels, interaction types and modality. A write with another identity
 * would replace the relationships of another catalogue. Settings such as the strategy or {@code topK} are not part of
 * it.
 */
final class ManifestIdentity {

    private ManifestIdentity() {}

    private static Map<String, Object> of(Manifest manifest) {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("itemLabel", manifest.itemLabel());
        if (manifest.isSimilarity()) {
            String modality = manifest.modality();
            identity.put("modality", modality == null ? null : modality.toLowerCase(Locale.ROOT));
        } else {
            identity.put("userLabel", manifest.sourceLabel());
            identity.put("interactionType", manifest.interactionTypes());
        }
        return identity;
    }

    /** How the identity of stored relationships differs from that of the wanted ones, or null if it is the same. */
    static String difference(Manifest stored, Manifest wanted) {
        String family = stored.kind().family();
        if (!family.equals(wanted.kind().family())) {
            return "are %s, not %s".formatted(family, wanted.kind().family());
        }
        Map<String, Object> other = of(wanted);
        List<String> were = new ArrayList<>();
        List<String> are = new ArrayList<>();
        of(stored).forEach((key, value) -> {
            if (!Objects.equals(value, other.get(key))) {
                String named = key.equals("modality") ? key : "`" + key + "`";
                were.add("%s %s".formatted(named, shown(stored, key, value)));
                are.add("%s %s".formatted(named, shown(wanted, key, other.get(key))));
            }
        });
        return were.isEmpty()
                ? null
                : "were written for %s, not for %s".formatted(String.join(" and ", were), String.join(" and ", are));
    }

    private static String shown(Manifest manifest, String key, Object value) {
        return value instanceof Collection<?> types
                ? Shown.names(types.stream().map(String::valueOf).toList())
                : "[" + Shown.name(key.equals("modality") ? manifest.modality() : String.valueOf(value)) + "]";
    }
}
