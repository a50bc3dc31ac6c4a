package io.siderite.networks;

/**
 * One thing that is wrong in the definitions.
 *
 * @param key the configuration key where it is, such as {@code siderite.networks.storage.subnet[0]}
 * @param what what is wrong and what to write, without the key
 */
public record Problem(String key, String what) {

    /** One sentence for people. */
    @Override
    public String toString() {
        return key + " " + what;
    }
}
