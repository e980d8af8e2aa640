"""The demo year: a made-up home-appliance maker, played through the same acts as real work."""
