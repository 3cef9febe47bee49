"""What would happen if: other packs, a release that is still to come, a partner that is gone."""
